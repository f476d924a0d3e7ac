"""The one way to a Temporal server: every client speaks encrypted pydantic and logs where Python logs."""

import asyncio
import logging
from functools import lru_cache

from temporalio.client import Client
from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)
from temporalio.service import GrpcCompression, RetryConfig

from activities.codec import EncryptingConverter
from activities.keys import KeyRing
from settings import Settings
from store.database import Database, Zone
from store.keys import DepartureKeys, master_key

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
PATIENCE = 60.0

# A server that was started again is found within half a second; the SDK's own default may sleep for five.
_RETRIES = RetryConfig(initial_interval_millis=50, multiplier=1.7, max_interval_millis=500, max_retries=30)


@lru_cache(maxsize=1)
def runtime() -> Runtime:
    """Temporal's core writes to stdout unless told otherwise; here its log joins Python's."""
    forwarding = LogForwardingConfig(
        logger=logging.getLogger("temporalio.core"),
        append_log_fields_to_message=False,  # they quote failures
    )
    filtering = TelemetryFilter(core_level="WARN", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=filtering, forwarding=forwarding)))


async def connect(
    settings: Settings,
    database: Database,
    *,
    zone: Zone = Zone.WEB,
    patience: float = PATIENCE,
) -> Client:
    """Connect, trying again for `patience` seconds. Raises RuntimeError when no server answers by then.

    `zone` names whose rights read the keys of departures.
    """
    master = master_key(settings)
    converter = EncryptingConverter(KeyRing(master, DepartureKeys(database, master, zone=zone)))
    pause = FIRST_PAUSE
    give_up_at = asyncio.get_running_loop().time() + patience
    while True:
        try:
            return await Client.connect(
                settings.temporal_address,
                namespace=settings.temporal_namespace,
                data_converter=converter,
                retry_config=_RETRIES,
                runtime=runtime(),
                grpc_compression=GrpcCompression.NONE,  # what is encrypted does not get smaller
            )
        except RuntimeError as error:
            if asyncio.get_running_loop().time() + pause > give_up_at:
                raise
            log.warning("Temporal does not answer yet: %s", error)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)

"""Connect to Temporal. Every client sends encrypted pydantic models and logs where Python logs."""

import asyncio
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)
from temporalio.service import GrpcCompression, HttpConnectProxyConfig, RetryConfig, TLSConfig

from geleit.settings import UNIX, Settings
from geleit.store.database import Database, Zone
from geleit.store.journal.keys import DepartureKeys, master_key
from geleit.temporal.codec import EncryptingConverter
from geleit.temporal.keys import KeyRing

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
CONNECT_TIMEOUT = 60.0

_SOCKET_TARGET = "127.0.0.1:7233"
"""The client must name a target; the socket leads to one server only."""

# Reconnect to a restarted server within half a second; the SDK's own default may sleep for five.
_RETRIES = RetryConfig(initial_interval_millis=50, multiplier=1.7, max_interval_millis=500, max_retries=30)


@lru_cache(maxsize=1)
def runtime() -> Runtime:
    """Return the runtime that sends the log of Temporal's core to Python's logging instead of stdout."""
    logger = logging.getLogger("temporalio.core")
    logger.addFilter(_is_relevant)
    forwarding = LogForwardingConfig(
        logger=logger,
        append_target_to_name=False,
        append_log_fields_to_message=False,  # they quote failures
    )
    filtering = TelemetryFilter(core_level="WARN", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=filtering, forwarding=forwarding)))


def _is_relevant(record: logging.LogRecord) -> bool:
    """Drop the message that the client logs for every connection through a socket."""
    return "Disabling DNS load balancing" not in record.getMessage()


async def connect(
    settings: Settings,
    database: Database,
    *,
    zone: Zone = Zone.WEB,
    connect_timeout: float = CONNECT_TIMEOUT,
) -> Client:
    """Connect, trying again for `connect_timeout` seconds. Raise RuntimeError if no server answers by then.

    Raise OSError when a file of the TLS settings cannot be read.

    `zone` names whose rights read the keys of departures.
    """
    master = master_key(settings)
    ring = KeyRing(master, DepartureKeys(database, master, zone=zone))
    converter = EncryptingConverter(ring, readable_details=settings.temporal_details)
    options = _connection_options(settings)
    pause = FIRST_PAUSE
    give_up_at = asyncio.get_running_loop().time() + connect_timeout
    while True:
        try:
            return await Client.connect(
                **options,
                namespace=settings.temporal_namespace,
                data_converter=converter,
                retry_config=_RETRIES,
                runtime=runtime(),
                grpc_compression=GrpcCompression.NONE,  # encrypted data cannot be compressed
            )
        except RuntimeError as error:
            if asyncio.get_running_loop().time() + pause > give_up_at:
                raise
            log.warning("Temporal does not answer yet: %s", error)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _connection_options(settings: Settings) -> dict[str, Any]:
    """Return the address and the credentials. Raise OSError if a file cannot be read."""
    api_key = settings.temporal_api_key.get_secret_value() or None
    if settings.temporal_address.startswith(UNIX):
        proxy = HttpConnectProxyConfig(target_host=settings.temporal_address)
        return {"target_host": _SOCKET_TARGET, "http_connect_proxy_config": proxy}
    if not (settings.temporal_certificate or settings.temporal_authority or api_key):
        return {"target_host": settings.temporal_address}
    tls = TLSConfig(
        client_cert=_read(settings.temporal_certificate),
        client_private_key=_read(settings.temporal_certificate_key),
        server_root_ca_cert=_read(settings.temporal_authority),
        domain=settings.temporal_server_name or None,
    )
    return {"target_host": settings.temporal_address, "tls": tls, "api_key": api_key}


def _read(file: Path | None) -> bytes | None:
    return file.read_bytes() if file else None

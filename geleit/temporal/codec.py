"""Encrypt everything that goes to Temporal: AES-256-GCM with the key of the workflow that it belongs to.

Temporal has no sign-in of its own and accepts plain payloads as well as encrypted ones, so a payload counts
as Geleit's only if it was encrypted with our key. Any other is replaced by a payload that no converter reads:
it raises where the SDK answers the sender, instead of failing the workflow's task again and again.
"""

import copy
import secrets
from collections.abc import Sequence
from functools import cache
from typing import Any, Self, cast, get_args

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.message import DecodeError
from pydantic import BaseModel
from temporalio.api.common.v1 import Payload
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter, PydanticPayloadConverter
from temporalio.converter import (
    ActivitySerializationContext,
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    EncodingPayloadConverter,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)
from temporalio.exceptions import ApplicationError

from geleit.temporal.keys import KeyRing

ENCODING = b"binary/encrypted"
_NONCE_BYTES = 12
_SHARED = "geleit"
_MODEL = "model"

_REFUSED = Payload(metadata={"encoding": b"binary/refused"})
"""The replacement of a payload that was not encrypted with our key."""

# The text for Temporal's own web UI: an answer to a query, never stored, for an operator without a key.
_DETAILS = WorkflowMetadata.DESCRIPTOR.full_name.encode()


class ForeignPayloadError(ApplicationError):
    """A payload was not encrypted with Geleit's key: somebody else sent it.

    A failure of the workflow to Temporal, so that one which began with such a payload ends.
    """

    def __init__(self) -> None:
        super().__init__("the payload is not Geleit's", type="ForeignPayload", non_retryable=True)


class EncryptingCodec(PayloadCodec, WithSerializationContext):
    """Codec that encrypts and decrypts the payloads of one workflow."""

    def __init__(self, ring: KeyRing, workflow_id: str = _SHARED, *, readable_details: bool = False) -> None:
        """Make the codec of a workflow. Before the workflow is known it uses a key shared by all of Geleit.

        `readable_details` leaves a workflow's current details readable for whoever reaches Temporal.
        """
        self._ring = ring
        self._workflow_id = workflow_id
        self._readable_details = readable_details

    def with_context(self, context: SerializationContext) -> "EncryptingCodec":
        """Return the codec of the workflow that the payloads belong to."""
        if not isinstance(context, WorkflowSerializationContext | ActivitySerializationContext):
            return self
        workflow_id = context.workflow_id or _SHARED
        if workflow_id == self._workflow_id:
            return self
        return EncryptingCodec(self._ring, workflow_id, readable_details=self._readable_details)

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt. Raise what `KeyRing.key_of` raises."""
        key = await self._ring.key_of(self._workflow_id)
        return [self._encrypt(payload, key) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt; replace payloads that are not Geleit's. Raise what `KeyRing.key_of` raises."""
        if not payloads:
            return []
        key = await self._ring.key_of(self._workflow_id)
        return [self._decrypt(payload, key) for payload in payloads]

    def _encrypt(self, payload: Payload, key: AESGCM) -> Payload:
        if self._is_readable(payload):
            return payload
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = key.encrypt(nonce, payload.SerializeToString(), self._workflow_id.encode())
        return Payload(metadata={"encoding": ENCODING}, data=nonce + sealed)

    def _decrypt(self, payload: Payload, key: AESGCM) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload if self._is_readable(payload) else _REFUSED
        nonce, sealed = payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:]
        try:
            return Payload.FromString(key.decrypt(nonce, sealed, self._workflow_id.encode()))
        except (InvalidTag, ValueError, DecodeError):  # ValueError: the nonce is too short
            return _REFUSED

    def _is_readable(self, payload: Payload) -> bool:
        return self._readable_details and payload.metadata.get("messageType") == _DETAILS


class _RefusedPayloadConverter(EncodingPayloadConverter):
    """Converter that raises for every payload that the codec refused."""

    @property
    def encoding(self) -> str:
        return _REFUSED.metadata["encoding"].decode()

    def to_payload(self, value: Any) -> Payload | None:
        return None

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        raise ForeignPayloadError


class _NamedModelConverter(PydanticJSONPlainPayloadConverter):
    """Converter that writes a model's name beside it, and reads it as no other model.

    A workflow's payloads all have the same key: without the name, somebody who cannot read them could pass
    off the answer to a query as that to an update, or a start as a command. Payloads of earlier releases have
    no name.
    """

    def to_payload(self, value: Any) -> Payload | None:
        payload = super().to_payload(value)
        if payload is not None and isinstance(value, BaseModel):
            payload.metadata[_MODEL] = type(value).__name__.encode()
        return payload

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        name = payload.metadata.get(_MODEL)
        asked = _model_names(type_hint) if type_hint is not None else None
        if name is not None and asked and name not in asked:
            raise ForeignPayloadError
        return super().from_payload(payload, type_hint)


@cache
def _model_names(type_hint: type) -> frozenset[bytes]:
    """Return the names of the models that a type hint allows: its own, or those of its union."""
    types = (each for each in (type_hint, *get_args(type_hint)) if isinstance(each, type))
    return frozenset(each.__name__.encode() for each in types if issubclass(each, BaseModel))


_REFUSED_CONVERTER = _RefusedPayloadConverter()
_CONVERTERS = [
    _NamedModelConverter() if isinstance(each, PydanticJSONPlainPayloadConverter) else each
    for each in PydanticPayloadConverter().converters.values()
]


class _SharedPayloadConverter(CompositePayloadConverter):
    """Converter that shares its parts: the SDK makes one of these for every task of a workflow."""

    def __init__(self) -> None:
        super().__init__(_REFUSED_CONVERTER, *_CONVERTERS)


class EncryptingConverter(DataConverter):
    """Pydantic models as JSON, encrypted, with the texts and details of failures encrypted too."""

    def __init__(self, ring: KeyRing, *, readable_details: bool = False) -> None:
        super().__init__(
            payload_converter_class=_SharedPayloadConverter,
            payload_codec=EncryptingCodec(ring, readable_details=readable_details),
            failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
        )

    def with_context(self, context: SerializationContext) -> Self:
        """Return the converter of one workflow. Only the codec differs; the rest keeps what it has cached."""
        codec = cast("EncryptingCodec", self.payload_codec).with_context(context)
        if codec is self.payload_codec:
            return self
        other = copy.copy(self)
        object.__setattr__(other, "payload_codec", codec)  # the class is frozen
        return other

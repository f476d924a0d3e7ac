"""Encrypts everything that goes to Temporal: AES-256-GCM with the key of the workflow that it belongs to."""

import copy
import secrets
from collections.abc import Sequence
from typing import Self, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import (
    ActivitySerializationContext,
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from activities.keys import KeyRing

ENCODING = b"binary/encrypted"
_NONCE_BYTES = 12
_SHARED = "geleit"

# The text for Temporal's own web UI: an answer to a query, never stored, codes and dates only. Encrypted,
# the operator it is meant for could not read it.
_READABLE = WorkflowMetadata.DESCRIPTOR.full_name.encode()


class EncryptingCodec(PayloadCodec, WithSerializationContext):
    """Encrypts and decrypts the payloads of one workflow."""

    def __init__(self, ring: KeyRing, workflow_id: str = _SHARED) -> None:
        """A codec that knows no workflow yet uses a key shared by all of Geleit."""
        self._ring = ring
        self._workflow_id = workflow_id

    def with_context(self, context: SerializationContext) -> "EncryptingCodec":
        """The codec of the workflow that the payloads belong to."""
        if not isinstance(context, WorkflowSerializationContext | ActivitySerializationContext):
            return self
        workflow_id = context.workflow_id or _SHARED
        return self if workflow_id == self._workflow_id else EncryptingCodec(self._ring, workflow_id)

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt."""
        key = await self._ring.key_of(self._workflow_id)
        return [self._encrypt(payload, key) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt; what was never encrypted is passed on as it is."""
        if all(payload.metadata.get("encoding") != ENCODING for payload in payloads):
            return list(payloads)
        key = await self._ring.key_of(self._workflow_id)
        return [self._decrypt(payload, key) for payload in payloads]

    def _encrypt(self, payload: Payload, key: AESGCM) -> Payload:
        if payload.metadata.get("messageType") == _READABLE:
            return payload
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = key.encrypt(nonce, payload.SerializeToString(), self._workflow_id.encode())
        return Payload(metadata={"encoding": ENCODING}, data=nonce + sealed)

    def _decrypt(self, payload: Payload, key: AESGCM) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        nonce, sealed = payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:]
        return Payload.FromString(key.decrypt(nonce, sealed, self._workflow_id.encode()))


_AS_JSON = PydanticPayloadConverter()


class _SharedPayloadConverter(CompositePayloadConverter):
    """The SDK makes one of these for every task of a workflow; what is inside is made once."""

    def __init__(self) -> None:
        super().__init__(*_AS_JSON.converters.values())


class EncryptingConverter(DataConverter):
    """Pydantic models as JSON, encrypted, with the texts and details of failures encrypted too."""

    def __init__(self, ring: KeyRing) -> None:
        super().__init__(
            payload_converter_class=_SharedPayloadConverter,
            payload_codec=EncryptingCodec(ring),
            failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
        )

    def with_context(self, context: SerializationContext) -> Self:
        """The converter of one workflow. Only the codec differs; the rest keeps what it has cached."""
        codec = cast("EncryptingCodec", self.payload_codec).with_context(context)
        if codec is self.payload_codec:
            return self
        other = copy.copy(self)
        object.__setattr__(other, "payload_codec", codec)  # the class is frozen
        return other

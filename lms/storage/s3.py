"""Files in a bucket of any S3.

Every call gives up within seconds: a slow store must not hold the threads that serve lessons.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from lms.storage.errors import ObjectMissing, StorageUnavailable
from lms.storage.rules import Stat, checked_key, checked_seconds, content_disposition

#: Seconds to reach the store, and to wait for its next byte; one retry.
CONNECT_TIMEOUT: Final = 1.0
READ_TIMEOUT: Final = 3.0
ATTEMPTS: Final = 2


class S3Storage:
    """Store objects in `bucket` under `prefix`.

    Buckets of a named endpoint are addressed by path, those of AWS by host. Without a key pair boto3 looks
    for credentials in its usual places (an instance role, say).
    """

    def __init__(
        self,
        bucket: str,
        *,
        endpoint_url: str | None = None,
        region: str = "us-east-1",
        prefix: str = "",
        access_key_id: str | None = None,
        secret_access_key: str | None = None,
    ) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._client = boto3.client(
            "s3",
            endpoint_url=endpoint_url,
            region_name=region,
            aws_access_key_id=access_key_id,
            aws_secret_access_key=secret_access_key,
            config=Config(
                signature_version="s3v4",
                connect_timeout=CONNECT_TIMEOUT,
                read_timeout=READ_TIMEOUT,
                retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
                s3={"addressing_style": "path" if endpoint_url else "virtual"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Write `data`; S3 shows an object only when it is whole. Raises StorageUnavailable."""
        with _named_errors():
            self._client.put_object(**self._at(key), Body=data, ContentType=content_type)

    def get(self, key: str) -> bytes:
        """Return the bytes; raises ObjectMissing or StorageUnavailable."""
        with _named_errors():
            body: bytes = self._client.get_object(**self._at(key))["Body"].read()
        return body

    def head(self, key: str) -> Stat | None:
        """Return what is known of the object, or None when there is none."""
        try:
            with _named_errors():
                found = self._client.head_object(**self._at(key))
        except ObjectMissing:
            return None
        return Stat(
            size=found["ContentLength"],
            content_type=found["ContentType"],
            etag=found["ETag"].strip('"'),
            modified_at=found["LastModified"],
        )

    def delete(self, key: str) -> None:
        """Remove the object; removing what is not there is no error."""
        with _named_errors():
            self._client.delete_object(**self._at(key))

    def signed_url(
        self, key: str, seconds: int, download_name: str | None = None, content_type: str | None = None
    ) -> str:
        """Return an absolute link to the object that works for `seconds` (at most 600), for GET only.

        Signing happens here, without a call to the store.
        """
        params = self._at(key)
        params["ResponseContentDisposition"] = content_disposition(content_type or "", download_name)
        if content_type:
            params["ResponseContentType"] = content_type
        url: str = self._client.generate_presigned_url(
            "get_object", Params=params, ExpiresIn=checked_seconds(seconds)
        )
        return url

    def _at(self, key: str) -> dict[str, Any]:
        return {"Bucket": self._bucket, "Key": self._prefix + checked_key(key)}


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in {"404", "NoSuchKey", "NotFound"}:
            raise ObjectMissing from error
        raise StorageUnavailable from error
    except BotoCoreError as error:
        raise StorageUnavailable from error

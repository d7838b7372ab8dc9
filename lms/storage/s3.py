"""Files in a bucket of any S3.

Every call a page makes gives up within seconds, and after one in vain the next ones at once (resting.py): a
slow store must not hold the threads that serve lessons.
Errors of the client name bucket, host and key, so none of their texts travels on (S60).
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from lms.storage.errors import BucketOpen, ObjectMissing, StorageUnavailable, StoreSilent
from lms.storage.parts import OpenUpload, Part, SentPart
from lms.storage.resting import Rest
from lms.storage.rules import Kept, Stat, checked_key, checked_seconds, content_disposition

log = logging.getLogger(__name__)

#: Seconds to reach the store, and to wait for its next byte; one retry.
CONNECT_TIMEOUT: Final = 1.0
READ_TIMEOUT: Final = 3.0
ATTEMPTS: Final = 2
#: The same for whole files moved by jobs, where nobody waits.
PATIENT_TIMEOUT: Final = 30.0
PATIENT_ATTEMPTS: Final = 4

_MISSING = {"404", "NoSuchKey", "NotFound", "NoSuchUpload"}
_CHUNK = 1024 * 1024
_WHOLE = TransferConfig(multipart_threshold=64 * _CHUNK, multipart_chunksize=16 * _CHUNK, use_threads=False)


class S3Storage:
    """Store objects in `bucket` under `prefix`.

    `addressing` is path or virtual; empty: buckets of a named endpoint are addressed by path, those of AWS by
    host. Without a key pair boto3 looks for credentials in its usual places (an instance role, say).
    """

    def __init__(
        self,
        bucket: str,
        *,
        endpoint_url: str | None = None,
        region: str = "us-east-1",
        prefix: str = "",
        addressing: str = "",
        access_key_id: str | None = None,
        secret_access_key: str | None = None,
    ) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        style = addressing or ("path" if endpoint_url else "virtual")

        def client(connect: float, read: float, attempts: int, signature: Any = "s3v4") -> Any:
            return boto3.client(
                "s3",
                endpoint_url=endpoint_url,
                region_name=region,
                aws_access_key_id=access_key_id,
                aws_secret_access_key=secret_access_key,
                config=Config(
                    signature_version=signature,
                    connect_timeout=connect,
                    read_timeout=read,
                    retries={"total_max_attempts": attempts, "mode": "standard"},
                    s3={"addressing_style": style},
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                ),
            )

        self._client = client(CONNECT_TIMEOUT, READ_TIMEOUT, ATTEMPTS)
        self._make_client = client
        self._made_patient: Any = None
        self._rest = Rest()

    @property
    def _patient(self) -> Any:
        """The client of jobs, made when the first job needs it."""
        if self._made_patient is None:
            self._made_patient = self._make_client(CONNECT_TIMEOUT * 3, PATIENT_TIMEOUT, PATIENT_ATTEMPTS)
        return self._made_patient

    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Write `data`; S3 shows an object only when it is whole. Raises StorageUnavailable."""
        with self._rest.trying(), _named_errors():
            self._client.put_object(**self._at(key), Body=data, ContentType=content_type)

    def get(self, key: str) -> bytes:
        """Return the bytes; raises ObjectMissing or StorageUnavailable."""
        with self._rest.trying(), _named_errors():
            body: bytes = self._client.get_object(**self._at(key))["Body"].read()
        return body

    def head(self, key: str) -> Stat | None:
        """Return what is known of the object, or None when there is none."""
        try:
            with self._rest.trying(), _named_errors():
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
        with self._rest.trying(), _named_errors():
            self._client.delete_object(**self._at(key))

    def signed_url(
        self, key: str, seconds: int, download_name: str | None = None, content_type: str | None = None
    ) -> str:
        """Return an absolute link to the object that works for `seconds` (at most 600), for GET only.

        Signing happens here, without a call to the store.
        """
        params = self._at(key)
        params["ResponseContentDisposition"] = content_disposition(content_type or "", download_name)
        params["ResponseCacheControl"] = "private, no-store"
        if content_type:
            params["ResponseContentType"] = content_type
        url: str = self._client.generate_presigned_url(
            "get_object", Params=params, ExpiresIn=checked_seconds(seconds)
        )
        return url

    def put_file(self, key: str, path: Path, content_type: str) -> None:
        """Write the file at `path` under `key`, in parts where it is large."""
        with _named_errors():
            self._patient.upload_file(
                str(path), **self._at(key), ExtraArgs={"ContentType": content_type}, Config=_WHOLE
            )

    def fetch_file(self, key: str, path: Path) -> None:
        """Write the object to the file at `path`; raises ObjectMissing."""
        with _named_errors():
            body = self._patient.get_object(**self._at(key))["Body"]
            with path.open("wb") as file:
                for chunk in body.iter_chunks(_CHUNK):
                    file.write(chunk)

    def kept(self, prefix: str) -> Iterator[Kept]:
        """Yield every object under the folder `prefix`."""
        with _named_errors():
            pages = self._patient.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=f"{self._prefix}{checked_key(prefix)}/"
            )
            for page in pages:
                for found in page.get("Contents", ()):
                    yield Kept(found["Key"].removeprefix(self._prefix), found["LastModified"])

    def delete_folder(self, prefix: str) -> None:
        """Remove every object under the folder `prefix`."""
        for found in self.kept(prefix):
            with _named_errors():
                self._patient.delete_object(Bucket=self._bucket, Key=self._prefix + found.key)

    def begin_parts(self, key: str, content_type: str) -> str:
        """Begin a multipart upload; its content type is fixed here, by us, not by who sends the parts."""
        with self._rest.trying(), _named_errors():
            ref: str = self._client.create_multipart_upload(**self._at(key), ContentType=content_type)[
                "UploadId"
            ]
        return ref

    def sign_part(self, key: str, ref: str, part: Part, seconds: int) -> str:
        """Return an address for this part; its length is a signed header, so no other body fits."""
        url: str = self._client.generate_presigned_url(
            "upload_part",
            Params={
                **self._at(key),
                "UploadId": ref,
                "PartNumber": part.number,
                "ContentLength": part.size,
            },
            ExpiresIn=checked_seconds(seconds),
        )
        return url

    def sent_parts(self, key: str, ref: str) -> tuple[SentPart, ...]:
        """Return the parts held so far; raises ObjectMissing when the upload is over."""
        found: list[SentPart] = []
        marker = 0
        while True:
            with self._rest.trying(), _named_errors():
                page = self._client.list_parts(**self._at(key), UploadId=ref, PartNumberMarker=marker)
            found += [
                SentPart(part["PartNumber"], part["Size"], part["ETag"].strip('"'))
                for part in page.get("Parts", ())
            ]
            if not page.get("IsTruncated"):
                return tuple(found)
            marker = page["NextPartNumberMarker"]

    def finish_parts(self, key: str, ref: str, parts: Sequence[SentPart]) -> None:
        """Make the object of its parts."""
        listed = [{"PartNumber": part.number, "ETag": part.etag} for part in parts]
        with self._rest.trying(), _named_errors():
            self._client.complete_multipart_upload(
                **self._at(key), UploadId=ref, MultipartUpload={"Parts": listed}
            )

    def give_up_parts(self, key: str, ref: str) -> None:
        """Forget an upload and its parts; one that is over is no error."""
        try:
            with self._rest.trying(), _named_errors():
                self._client.abort_multipart_upload(**self._at(key), UploadId=ref)
        except ObjectMissing:
            return

    def open_uploads(self) -> Iterator[OpenUpload]:
        """Yield every multipart upload under our prefix that is still open."""
        with _named_errors():
            pages = self._patient.get_paginator("list_multipart_uploads").paginate(
                Bucket=self._bucket, Prefix=self._prefix
            )
            for page in pages:
                for found in page.get("Uploads", ()):
                    key = found["Key"].removeprefix(self._prefix)
                    yield OpenUpload(key, found["UploadId"], found["Initiated"])

    def set_up(self, origin: str) -> list[str]:
        """Make the bucket if there is none, let pages of `origin` send parts and read media, look at it as a
        stranger would. Raises StorageUnavailable, and BucketOpen when a stranger is let in."""
        with _named_errors():
            made = self._make_bucket()
            self._patient.put_bucket_cors(
                Bucket=self._bucket, CORSConfiguration={"CORSRules": [_cors(origin)]}
            )
        self._stay_out()
        told = ["the bucket was made"] if made else []
        told.append(f"the bucket lets pages of {origin} send parts and read media")
        return [*told, "strangers can neither read nor list it"]

    def _make_bucket(self) -> bool:
        try:
            self._patient.head_bucket(Bucket=self._bucket)
        except ClientError as error:
            if str(error.response.get("Error", {}).get("Code")) not in {"404", "NoSuchBucket"}:
                raise
        else:
            return False
        region = self._patient.meta.region_name
        where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        self._patient.create_bucket(Bucket=self._bucket, **where)
        return True

    def _stay_out(self) -> None:
        """Try to read and to list without any signature; raises BucketOpen when that works."""
        key = "setup/stranger"
        self.put(key, b"", "text/plain")
        stranger = self._make_client(CONNECT_TIMEOUT, READ_TIMEOUT, ATTEMPTS, UNSIGNED)
        looks: list[tuple[str, dict[str, Any]]] = [
            ("get_object", self._at(key)),
            ("list_objects_v2", {"Bucket": self._bucket, "MaxKeys": 1}),
        ]
        try:
            for look, what in looks:
                self._shut(getattr(stranger, look), what)
        finally:
            self.delete(key)

    @staticmethod
    def _shut(look: Any, what: dict[str, Any]) -> None:
        try:
            look(**what)
        except ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") in (401, 403):
                return
            raise StorageUnavailable from None
        except BotoCoreError:
            raise StorageUnavailable from None
        raise BucketOpen

    def _at(self, key: str) -> dict[str, Any]:
        return {"Bucket": self._bucket, "Key": self._prefix + checked_key(key)}


def _cors(origin: str) -> dict[str, Any]:
    return {
        "AllowedOrigins": [origin],
        "AllowedMethods": ["GET", "HEAD", "PUT"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag", "Content-Length", "Content-Range", "Accept-Ranges"],
        "MaxAgeSeconds": 3600,
    }


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code"))
        if code in _MISSING:
            raise ObjectMissing from None
        log.warning("the file store refuses: %s", code)
        raise StorageUnavailable from None
    except (BotoCoreError, Boto3Error, OSError) as error:
        log.warning("the file store cannot be reached: %s", type(error).__name__)
        raise StoreSilent from None

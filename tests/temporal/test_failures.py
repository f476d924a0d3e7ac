"""The meaning of a failed update for its sender."""

from temporalio.exceptions import ApplicationError

from geleit.temporal.failures import CommandFailedError, Unavailable, to_exception


def test_an_update_that_no_worker_processed_may_be_sent_again():
    """Temporal answers so by itself if a worker was killed while it had the update."""
    answer = ApplicationError("it wasn't processed by worker", type="UnprocessedUpdate")
    assert isinstance(to_exception(answer), Unavailable)


def test_an_unknown_failure_is_a_fault():
    assert isinstance(to_exception(ApplicationError("x", type="Made up")), CommandFailedError)

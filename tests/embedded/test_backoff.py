from geleit.embedded.supervisor import Backoff


def test_the_wait_doubles_up_to_ten_seconds():
    backoff = Backoff()

    assert [backoff.next(lived=1) for _ in range(8)] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]


def test_a_healthy_while_makes_the_wait_short_again():
    backoff = Backoff()
    for _ in range(5):
        backoff.next(lived=1)

    assert backoff.next(lived=30) == 0.2

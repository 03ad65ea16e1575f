"""Training asks the network for base weights when it is told to, and otherwise for nothing."""


def test_a_whole_training_opens_no_connection(tiny_connections: list[str]) -> None:
    assert tiny_connections == []

from tests.support.fixtures import classifier as classifier
from tests.support.fixtures import contract as contract
from tests.support.fixtures import decoders as decoders
from tests.support.fixtures import make_version as make_version
from tests.support.fixtures import other_disk as other_disk

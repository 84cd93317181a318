"""Property tests here compare answers, never speed: other work may share the machine."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None, max_examples=40)
settings.load_profile("untimed")

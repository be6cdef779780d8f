"""hashers.py: a fast hash for passwords that are random."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class RandomPasswordHasher(PBKDF2PasswordHasher):
    """Slow hashes protect passwords that can be guessed; these cannot."""

    algorithm = "pbkdf2_sha256_random"
    iterations = 1000

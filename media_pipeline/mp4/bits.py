"""Reading single bits of codec headers."""

from media_pipeline.mp4.errors import Mp4Damaged

MAX_GOLOMB_BITS = 32


class BitReader:
    """Big-endian bits of `data`; reading past the end raises Mp4Damaged("codec-header")."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    @property
    def left(self) -> int:
        """Bits not read yet."""
        return self._left

    def read(self, count: int) -> int:
        """The next `count` bits as an unsigned number."""
        self._left -= count
        if self._left < 0:
            raise Mp4Damaged("codec-header", "codec header ends early")
        return (self._value >> self._left) & ((1 << count) - 1)

    def peek(self, count: int) -> int:
        """The next `count` bits, which stay to be read."""
        seen = self.read(count)
        self._left += count
        return seen

    def flag(self) -> bool:
        return bool(self.read(1))

    def golomb(self) -> int:
        """An unsigned Exp-Golomb number, ue(v) of H.264."""
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > MAX_GOLOMB_BITS:
                raise Mp4Damaged("codec-header", "number too long in codec header")
        return (1 << zeros) - 1 + self.read(zeros)

    def signed_golomb(self) -> int:
        """A signed Exp-Golomb number, se(v) of H.264."""
        code = self.golomb()
        return (code + 1) // 2 if code & 1 else -(code // 2)

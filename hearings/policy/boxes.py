"""Rectangles of a camera's picture that a protected part covers: a face, a caption of the recorder."""

from collections.abc import Iterable
from typing import Final, NamedTuple

FULL: Final = 1_000
"""Width and height of any picture: rectangles are given in thousandths, so that they fit every rendition of it."""


class Box(NamedTuple):
    """A rectangle of the picture of ``camera``: [left, right) x [top, bottom), thousandths of its width and height."""

    camera: int
    left: int
    top: int
    right: int
    bottom: int

    @property
    def is_whole(self) -> bool:
        """Whether it is one: inside the picture, and not empty."""
        return 0 <= self.left < self.right <= FULL and 0 <= self.top < self.bottom <= FULL

    def holds(self, other: "Box") -> bool:
        """Tell whether all of another rectangle lies in this one."""
        across = self.left <= other.left and other.right <= self.right
        return (
            self.camera == other.camera and across and self.top <= other.top and other.bottom <= self.bottom
        )


Boxes = frozenset[Box]


def cameras_of(boxes: Iterable[Box]) -> frozenset[int]:
    """Return the cameras of which only rectangles are covered; of all others the whole picture is."""
    return frozenset(box.camera for box in boxes)


def hide_as_much(boxes: Boxes, others: Boxes) -> bool:
    """Tell whether rectangles leave nothing in sight that others cover."""
    if not cameras_of(boxes) <= cameras_of(others):
        return False
    in_sight = [box for box in others if box.camera in cameras_of(boxes)]
    return all(any(box.holds(each) for box in boxes) for each in in_sight)


def joined(boxes: Boxes, others: Boxes) -> Boxes:
    """Return rectangles that cover what either do: a camera is in sight only where it is for both."""
    both = cameras_of(boxes) & cameras_of(others)
    return frozenset(box for box in boxes | others if box.camera in both)

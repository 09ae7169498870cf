from jobs.models.heartbeat import KeeperRound, ProcessHeartbeat
from jobs.models.hold import Hold
from jobs.models.job import Job

__all__ = ["Hold", "Job", "KeeperRound", "ProcessHeartbeat"]

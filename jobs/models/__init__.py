from jobs.models.heartbeat import KeeperRound, ProcessHeartbeat
from jobs.models.job import Job

__all__ = ["Job", "KeeperRound", "ProcessHeartbeat"]

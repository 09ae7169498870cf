"""Every limit by name. Sizes in bytes, times in seconds unless the name says otherwise."""

from courtrec.settings.base import DEMO, env

# sign-in
LOGIN_FAILURES = env.int("LOGIN_FAILURES", default=600 if DEMO else 10)
LOGIN_FAILURES_ADDRESS = env.int("LOGIN_FAILURES_ADDRESS", default=600 if DEMO else 50)
LOGIN_LOCK_S = env.int("LOGIN_LOCK_S", default=15 * 60)
SESSION_RENEW_S = 60
SESSION_MAX_S = env.int("SESSION_MAX_S", default=12 * 3600)
ENTRY_CODE_HOURS = env.int("ENTRY_CODE_HOURS", default=14 * 24)
RESET_CODE_HOURS = env.int("RESET_CODE_HOURS", default=24)
ACCOUNT_NOTICE_DAYS = env.int("ACCOUNT_NOTICE_DAYS", default=90)
PAPER_CODE_FAILURES = env.int("PAPER_CODE_FAILURES", default=5)
PAPER_CODE_HELD_S = env.int("PAPER_CODE_HELD_S", default=15 * 60)
STEP_UP_IDENTITY_S = env.int("STEP_UP_IDENTITY_S", default=5 * 60)
STEP_UP_ORIGINAL_S = env.int("STEP_UP_ORIGINAL_S", default=4 * 3600)
# A 404 leaves at the next beat: longer than finding out takes, shorter than a person notices.
NOT_FOUND_BEAT_MS = env.int("NOT_FOUND_BEAT_MS", default=50)

# uploads
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=200 * 1024**3)
UPLOAD_CHUNK_BYTES = env.int("UPLOAD_CHUNK_BYTES", default=32 * 1024**2)
UPLOAD_EXPIRES_S = env.int("UPLOAD_EXPIRES_S", default=7 * 24 * 3600)
UPLOAD_MISMATCH_KEPT_S = env.int("UPLOAD_MISMATCH_KEPT_S", default=24 * 3600)
UPLOAD_COMMIT_BYTES = env.int("UPLOAD_COMMIT_BYTES", default=64 * 1024**2)
UPLOAD_COMMIT_S = env.int("UPLOAD_COMMIT_S", default=5)
UPLOAD_READ_OFF_BYTES = env.int("UPLOAD_READ_OFF_BYTES", default=64 * 1024**2)
UPLOAD_READ_OFF_STALL_S = env.float("UPLOAD_READ_OFF_STALL_S", default=2)
UPLOAD_STALL_S = env.int("UPLOAD_STALL_S", default=15)
SEAL_RESCUE_AFTER_S = env.int("SEAL_RESCUE_AFTER_S", default=15)
UPLOAD_SNIFF_BYTES = 4096
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024**2
UPLOAD_FREE_BYTES = env.int("UPLOAD_FREE_BYTES", default=256 * 1024**2)
INGEST_WAIT_S = env.int("INGEST_WAIT_S", default=120)
ORPHAN_AFTER_S = env.int("ORPHAN_AFTER_S", default=24 * 3600)
SWEEP_BATCH = 500

# fixity of stored originals
FIXITY_FIRST_AFTER_S = env.int("FIXITY_FIRST_AFTER_S", default=600)
FIXITY_EVERY_DAYS = env.int("FIXITY_EVERY_DAYS", default=80)
FIXITY_ROUND_BYTES = env.int("FIXITY_ROUND_BYTES", default=8 * 1024**3)
FIXITY_ROUND_OBJECTS = 200

# the audit log
AUDIT_BATCH = 1000
AUDIT_CHECKPOINT_S = env.int("AUDIT_CHECKPOINT_S", default=60)
AUDIT_CHECKPOINT_LEAVES = env.int("AUDIT_CHECKPOINT_LEAVES", default=1000)
AUDIT_LATE_S = env.int("AUDIT_LATE_S", default=300)
AUDIT_KEY_OVERLAP_DAYS = env.int("AUDIT_KEY_OVERLAP_DAYS", default=30)
AUDIT_SIGNER_LOOK_S = env.int("AUDIT_SIGNER_LOOK_S", default=5)
HEARD_SLOT_S = env.int("HEARD_SLOT_S", default=30)
LISTENING_ROWS = env.int("LISTENING_ROWS", default=20_000)

# the bucket
S3_PART_BYTES = env.int("S3_PART_BYTES", default=16 * 1024**2)
S3_UPLOAD_THREADS = env.int("S3_UPLOAD_THREADS", default=4)
S3_READ_BYTES = env.int("S3_READ_BYTES", default=1024**2)
S3_CONNECT_S = env.float("S3_CONNECT_S", default=3.0)
S3_READ_S = env.float("S3_READ_S", default=5.0)
S3_WRITE_S = env.float("S3_WRITE_S", default=120.0)
S3_CONNECTIONS = env.int("S3_CONNECTIONS", default=32)
S3_ORIGINALS_CACHE_BYTES = env.int("S3_ORIGINALS_CACHE_BYTES", default=64 * 1024**3)
S3_DERIVED_CACHE_BYTES = env.int("S3_DERIVED_CACHE_BYTES", default=32 * 1024**3)

# jobs
JOB_LEASE_S = env.int("JOB_LEASE_S", default=20)
JOB_MAX_ATTEMPTS = env.int("JOB_MAX_ATTEMPTS", default=5)
JOB_RETRY_PAUSE_S = env.int("JOB_RETRY_PAUSE_S", default=2)
JOB_RETRY_PAUSE_MAX_S = env.int("JOB_RETRY_PAUSE_MAX_S", default=60)
JOB_REAP_EVERY_S = env.int("JOB_REAP_EVERY_S", default=5)
JOB_SLOTS_KEPT = env.int("JOB_SLOTS_KEPT", default=1)
JOB_LONG_FROM_PRIORITY = env.int("JOB_LONG_FROM_PRIORITY", default=3)
JOB_RUN_BATCH = env.int("JOB_RUN_BATCH", default=8)
JOB_WAKE_BATCH = 50
JOB_PROGRESS_EVERY_S = 1.0
BACKLOG_LATE_S = env.int("BACKLOG_LATE_S", default=3600)
QUEUE_SHOWN_DAYS = env.int("QUEUE_SHOWN_DAYS", default=7)
WORKER_SILENT_S = env.int("WORKER_SILENT_S", default=30)
FAST_LANE_THREADS = env.int("FAST_LANE_THREADS", default=2)

# the index child
INDEX_MEMORY_BYTES = env.int("INDEX_MEMORY_BYTES", default=2 * 1024**3)
INDEX_CPU_S = env.int("INDEX_CPU_S", default=20)
INDEX_WALL_S = env.int("INDEX_WALL_S", default=30)
FFMPEG_WALL_S = env.int("FFMPEG_WALL_S", default=20)

# recorders
RECORDER_CLOCK_MINUTES = env.int("RECORDER_CLOCK_MINUTES", default=12 * 60)
RECORDER_HEAD_BYTES = 64 * 1024
RECORDING_MATCH_SLACK_MINUTES = env.int("RECORDING_MATCH_SLACK_MINUTES", default=30)
INBOX_ROWS = env.int("INBOX_ROWS", default=50)
INBOX_CANDIDATES = 8
PROFILE_TEST_NAMES = 200

# renditions
RECORDING_MAX_HOURS = env.int("RECORDING_MAX_HOURS", default=48)
CONVERT_CPU_PER_MEDIA_S = env.float("CONVERT_CPU_PER_MEDIA_S", default=4.0)
CONVERT_BYTES_PER_MEDIA_S = env.int("CONVERT_BYTES_PER_MEDIA_S", default=4 * 1024**2)
CHUNK_S = env.int("CHUNK_S", default=60)
CHUNK_FROM_S = env.int("CHUNK_FROM_S", default=150)
FIRST_PICTURES_S = env.int("FIRST_PICTURES_S", default=20)
FIRST_SOUND_S = env.int("FIRST_SOUND_S", default=60)
CHUNKS_LOOK_EVERY_S = env.int("CHUNKS_LOOK_EVERY_S", default=15)
DERIVATIVES_KEPT_DAYS = env.int("DERIVATIVES_KEPT_DAYS", default=0)
LADDER = env.bool("LADDER", default=True)
LADDER_LEAST_BITS_PER_S = env.int("LADDER_LEAST_BITS_PER_S", default=700_000)
MIX = env.bool("MIX", default=True)

# measuring and triage; decibels of full scale, brightness 0 (black) to 255
MEASURE_WINDOWS = env.int("MEASURE_WINDOWS", default=12)
MEASURE_TILE_EVERY_S = env.int("MEASURE_TILE_EVERY_S", default=10)
MEASURE_TILES_MAX = env.int("MEASURE_TILES_MAX", default=6000)
MEASURE_TILE_WIDTH = 160
SILENCE_DB = env.int("SILENCE_DB", default=-50)
SILENCE_MIN_MS = env.int("SILENCE_MIN_MS", default=2000)
TRIAGE_SILENT_DB = env.int("TRIAGE_SILENT_DB", default=-60)
TRIAGE_LOW_DB = env.int("TRIAGE_LOW_DB", default=-42)
TRIAGE_CLIPPED_PER_MILLE = env.int("TRIAGE_CLIPPED_PER_MILLE", default=5)
TRIAGE_CLIPPED_S = env.int("TRIAGE_CLIPPED_S", default=3)
TRIAGE_QUIET_S = env.int("TRIAGE_QUIET_S", default=10 * 60)
TRIAGE_BLACK_MEAN = env.float("TRIAGE_BLACK_MEAN", default=12.0)
TRIAGE_BLACK_DEVIATION = env.float("TRIAGE_BLACK_DEVIATION", default=6.0)
TRIAGE_BLACK_S = env.int("TRIAGE_BLACK_S", default=60)
TRIAGE_FROZEN_CHANGE = env.float("TRIAGE_FROZEN_CHANGE", default=0.8)
TRIAGE_FROZEN_S = env.int("TRIAGE_FROZEN_S", default=5 * 60)
TRIAGE_CLOCK_MINUTES = env.int("TRIAGE_CLOCK_MINUTES", default=10)
DESK_ALARM_DAYS = env.int("DESK_ALARM_DAYS", default=14)
TRIAGE_SCHEDULE_MINUTES = env.int("TRIAGE_SCHEDULE_MINUTES", default=60)

# playback and the gate
PLAY_MAX_S = env.int("PLAY_MAX_S", default=12 * 3600)
PLAY_IDLE_S = env.int("PLAY_IDLE_S", default=300)
EPOCH_READ_EVERY_S = env.float("EPOCH_READ_EVERY_S", default=0.25)
VERDICT_MAX_S = env.float("VERDICT_MAX_S", default=5.0)
GATE_PLAYS_HELD = env.int("GATE_PLAYS_HELD", default=512)
HEARING_MAX_HOURS = env.int("HEARING_MAX_HOURS", default=48)
INDEX_FILES_HELD = env.int("INDEX_FILES_HELD", default=4096)
GAP_SHOWN_S = env.float("GAP_SHOWN_S", default=3.0)
GAP_ROWS_SHOWN = env.int("GAP_ROWS_SHOWN", default=50)

# restrictions
RESTRICTION_UNDO_S = env.int("RESTRICTION_UNDO_S", default=120)
EXAMINATION_MARGIN_S = env.int("EXAMINATION_MARGIN_S", default=30)
NAME_MARGIN_S = env.int("NAME_MARGIN_S", default=2)
MASK_BOXES_MAX = env.int("MASK_BOXES_MAX", default=16)
COVERED_WORDS = env.int("COVERED_WORDS", default=500)
COVERED_WORDS_LETTERS = env.int("COVERED_WORDS_LETTERS", default=200)
RESTRICTIONS_PER_HEARING = env.int("RESTRICTIONS_PER_HEARING", default=500)

# break-glass
BREAK_GLASS_S = env.int("BREAK_GLASS_S", default=3600)
BREAK_GLASS_WAIT_S = env.int("BREAK_GLASS_WAIT_S", default=24 * 3600)

# destruction
DESTRUCTION_ITEMS = env.int("DESTRUCTION_ITEMS", default=100)
DESTRUCTION_LOOK_S = env.int("DESTRUCTION_LOOK_S", default=60)
DESTRUCTION_RETRY_S = env.int("DESTRUCTION_RETRY_S", default=3600)
DESTRUCTION_LATE_S = env.int("DESTRUCTION_LATE_S", default=24 * 3600)
BACKUPS_KEPT_DAYS = env.int("BACKUPS_KEPT_DAYS", default=35)

# notices
NOTICE_BATCH = 100
NOTICE_RETRY_S = env.int("NOTICE_RETRY_S", default=60)
NOTICE_MAIL_ATTEMPTS = env.int("NOTICE_MAIL_ATTEMPTS", default=10)

# protocol and search
JSON_NESTING_MAX = 32
ENTRIES_PER_IMPORT = env.int("ENTRIES_PER_IMPORT", default=2000)
SEARCH_MIN_LETTERS = 2
SEARCH_MAX_LETTERS = 200
SEARCH_MAX_HITS = env.int("SEARCH_MAX_HITS", default=100)
PAGE_ROWS = env.int("PAGE_ROWS", default=60)

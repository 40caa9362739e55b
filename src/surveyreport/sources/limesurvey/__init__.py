"""LimeSurvey's dialects: exports, structures, participants, RemoteControl."""

#!/bin/sh
# Puts the report $REPORT on the pull request $PR, by default that of the event.
# $HEAD_SHA and $LABELS are as --head-sha and --labels; empty ones do not count.
set -eu

set -- comment "$REPORT"
if [ -n "${PR:-}" ]; then set -- "$@" --pr "$PR"; fi
if [ -n "${HEAD_SHA:-}" ]; then set -- "$@" --head-sha "$HEAD_SHA"; fi
if [ -n "${LABELS:-}" ]; then set -- "$@" --labels "$LABELS"; fi
exec "${APICHECK:-apicheck}" "$@"

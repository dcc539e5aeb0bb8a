#!/bin/sh
# What the GitHub action and the GitLab template do: one run, all of its outputs.
#
#     ci/run.sh check [FLAG…]
#     ci/run.sh release OLD NEW [FLAG…]
#
# It exits as apicheck does, and writes into the directory $APICHECK_OUT (apicheck-report):
# report.json, report.md, report.html, report.sarif, codequality.json and outputs. With
# GitHub's variables it annotates the change, and adds to the summary and the outputs
# of the step. APICHECK names the program.
set -eu

apicheck=${APICHECK:-apicheck}
out=${APICHECK_OUT:-apicheck-report}
mkdir -p "$out"
out=$(cd "$out" && pwd)
for old in report.json report.md report.html report.sarif codequality.json outputs; do
	rm -f "$out/$old"
done

code=0
"$apicheck" "$@" --format json -o "$out/report.json" || code=$?
if [ ! -f "$out/report.json" ]; then # wrong usage or configuration: it is said above
	exit "$code"
fi

render() { "$apicheck" render "$out/report.json" --format "$1" -o "$out/$2"; }
render markdown report.md
render html report.html
render sarif report.sarif
render gitlab codequality.json
render outputs outputs

"$apicheck" render "$out/report.json"
if [ -n "${GITHUB_ACTIONS:-}" ]; then
	"$apicheck" render "$out/report.json" --format github
fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
	# GitHub drops a summary of more than 1 MiB.
	"$apicheck" render "$out/report.json" --format markdown --limit 300000 >>"$GITHUB_STEP_SUMMARY"
fi
if [ -n "${GITHUB_OUTPUT:-}" ]; then
	cat "$out/outputs" >>"$GITHUB_OUTPUT"
	echo "report=$out/report.json" >>"$GITHUB_OUTPUT"
fi
exit "$code"

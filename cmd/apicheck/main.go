// Apicheck compares the public API of two versions of a library, from source,
// and says what breaks its users.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/apicheck/apicheck/internal/file"
	"github.com/apicheck/apicheck/internal/guard"
	"github.com/apicheck/apicheck/internal/policy"
)

// version is the version of the program.
const version = "0.1.0"

const usage = `Usage:
    apicheck diff OLD NEW [flags]       compare two versions of a library
    apicheck check [flags]              what the work tree changes, since the last release
                                        and since the merge base
    apicheck release OLD NEW [flags]    a whole release, from its old version to its new one
    apicheck release-notes OLD NEW      the breaking changes of a release, for its notes
    apicheck accept FINGERPRINT [flags] write down that a break was agreed to
    apicheck baseline record VERSION    record the surfaces of a release
    apicheck baseline verify [NAME…]    hold recorded surfaces against their origins
    apicheck baseline refresh [NAME…]   record them again
    apicheck render REPORT.json         a saved report (--format json) in another format
    apicheck comment REPORT.json        a saved report as the one comment on a pull request
    apicheck init                       a first apicheck.toml from what the repository holds
    apicheck surface SPEC [flags]       print a public API, one fact per line
    apicheck rules [--format markdown]  list the rules
    apicheck explain RULE               what a rule means, with an example
    apicheck schema [report|config]     the JSON schema of the report, or of apicheck.toml
    apicheck completion SHELL           completions for bash, fish, powershell or zsh
    apicheck man DIR                    the manual pages, into DIR

OLD, NEW and SPEC of diff and surface are one of
    PATH                                a directory, an archive, a recorded .api surface
    git:REV[:SUBDIR]                    a revision of this repository, or of -C DIR
    crate:NAME@VERSION                  a published crate
    go:MODULE@VERSION                   a published Go module
    pypi:NAME@VERSION                   a published Python distribution
OLD and NEW of release, and VERSION, are versions of the project, such as 41.0.4.

Flags of all that read an API:
    -C, --directory DIR     run as if started in DIR
    -o, --output FILE       write to FILE instead of standard output
        --format FORMAT     text, markdown, json, github (annotations), sarif, junit,
                            gitlab (code quality), html or outputs (of a CI step)
    -v, --verbose           show what is only listed, too
        --stat              show counts alone
    -q, --quiet             show the verdict alone

Flags of diff and surface:
        --language NAME     the language, where it cannot be told from the source
        --target TARGET     what to read the API for (Go: GOOS/GOARCH, Rust: a target
                            triple, C: lp64, llp64 or ilp32); repeatable
        --feature NAME      what to switch on (Go: a build tag, C: a macro); repeatable
        --files PATTERN     C: the public headers, such as 'include/**/*.h'; a leading !
                            leaves files out; repeatable
        --private PATTERN   C: names that are not public, such as 'foo_priv_*'; repeatable
        --component NAME    what to call the library
        --release KIND      diff: major, minor or patch, instead of what the versions say
        --profile LEVELS    diff, C: what gates: source, abi or both (source,abi)

Flags of check, release, accept and baseline:
        --config FILE       the configuration, instead of the nearest apicheck.toml
        --component NAME    only this one, or those of a pattern with *; repeatable
        --cache DIR         where to keep what was read ($APICHECK_CACHE)
        --no-cache          read everything anew
        --base REV          check: the branch that the change is meant for
        --head REV          check: a revision, instead of the work tree
        --against VERSION   check: another release than the last one, or a revision
        --release KIND      check: what the change will be released in
        --from KIND         release: baselines, git or published, instead of the first
                            that has both versions
        --at REV            release, baseline record: the new version, not tagged yet
        --old-config FILE   release: the configuration of the old version

Flags of render:
        --exit-code         exit as the command that made the report did
        --limit N           markdown of at most N characters, cut between findings

Flags of release-notes, beside those of release:
        --into FILE         put them into FILE, between markers
        --audit FILE        what the notes in FILE leave out, or claim wrongly
        --template NAME     default, wasmtime, or a file with a template of Go's
        --repo-url URL      for links to pull requests, instead of the remote's

Flags of accept:
        --class CLASS       minor, rfc, security or false-positive
        --why REASON        in a sentence
        --rfc, --advisory, --lines, --migration, --who, --in VERSION
        --item, --rule      a pattern with *, to accept more than the one finding
        --of OLD..NEW       the release that has the finding, instead of the change
        --prune             remove the acceptances that are stale

Flags of comment (what they leave out, GitHub Actions and GitLab CI/CD tell; the token is
GITHUB_TOKEN or GITLAB_TOKEN):
        --repo OWNER/NAME, --pr NUMBER, --forge github|gitlab, --api URL
        --head-sha COMMIT   refuse, unless that is the head of the pull request
        --key NAME          tells several comments apart
        --labels PREFIX     set the labels PREFIXbreaking, PREFIXneeds-rfc and
                            PREFIXpatch-violation
        --dry-run           print the comment, and send nothing

Exit codes:
    0  nothing is denied        2  wrong usage or configuration
    1  something is denied      3  something could not be checked

Examples:
    apicheck diff git:v1.2.3 .
    apicheck check
    apicheck release 41.0.3 41.0.4
`

func main() {
	// A run is short, and what it allocates it mostly keeps: collect garbage
	// late, until there is so much of it that it matters.
	debug.SetGCPercent(1000)
	debug.SetMemoryLimit(400 << 20)
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// grace is how long an interrupted run may take to end by itself.
const grace = 3 * time.Second

// run is the whole program: flags in, exit code out.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	app := &app{stdout: stdout, stderr: stderr, outcome: policy.Pass}
	finished := make(chan struct{})
	defer close(finished)
	context.AfterFunc(ctx, func() {
		select {
		case <-finished:
		case <-time.After(grace):
			os.Exit(app.fail(ctx.Err()))
		}
	})
	cmd := app.command()
	cmd.SetArgs(args)
	if err := guard.Call(func() error { return cmd.ExecuteContext(ctx) }); err != nil {
		return app.fail(err)
	}
	return app.outcome.ExitCode()
}

// An app is one invocation.
type app struct {
	stdout, stderr io.Writer
	outcome        policy.Outcome
	common         commonFlags
	project        projectFlags
	spinning       atomic.Bool // a progress line is shown
}

// commonFlags are those of every command that reads an API.
type commonFlags struct {
	dir, language, component, output string
	targets, features                []string
	files, private                   []string
	verbose, stat, quiet             bool
}

func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:           "apicheck",
		Short:         "Compare the public API of two versions of a library",
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return &usageError{"no command is given", "apicheck help lists the commands"}
		},
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetVersionTemplate("apicheck {{.Version}}\n")
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { io.WriteString(a.stdout, usage) })
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return &usageError{err.Error(), "apicheck help lists the flags"}
	})
	root.AddCommand(a.diffCommand(), a.checkCommand(), a.releaseCommand(), a.releaseNotesCommand(), a.initCommand(), a.acceptCommand(), a.baselineCommand(), a.renderCommand(), a.commentCommand(), a.surfaceCommand(), a.rulesCommand(), a.explainCommand(), a.schemaCommand(), a.manCommand(root))
	root.InitDefaultCompletionCmd()
	if c, _, err := root.Find([]string{"completion"}); err == nil {
		c.Args = exactArgs("SHELL")
		c.RunE = func(_ *cobra.Command, args []string) error {
			return &usageError{fmt.Sprintf("there are no completions for %q", args[0]), "the shells are bash, fish, powershell and zsh"}
		}
	}
	completions(root)
	return root
}

// addCommon declares the flags that diff and surface share.
func (a *app) addCommon(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&a.common.dir, "directory", "C", "", "run as if started in `DIR`")
	f.StringVar(&a.common.language, "language", "", "language `NAME`")
	f.StringVar(&a.common.component, "component", "", "component `NAME`")
	f.StringArrayVar(&a.common.targets, "target", nil, "`TARGET` to read the API for")
	f.StringArrayVar(&a.common.features, "feature", nil, "feature `NAME` to switch on")
	f.StringArrayVar(&a.common.files, "files", nil, "`PATTERN` of the public files")
	f.StringArrayVar(&a.common.private, "private", nil, "`PATTERN` of names that are not public")
	f.StringVarP(&a.common.output, "output", "o", "", "write to `FILE`")
}

// exactArgs demands the named arguments.
func exactArgs(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		want := "no argument"
		if len(names) > 0 {
			want = fmt.Sprintf("%d: %s", len(names), join(names))
		}
		return &usageError{fmt.Sprintf("%s takes %s, not %d arguments", cmd.Name(), want, len(args)), "apicheck help shows how it is used"}
	}
}

// write hands output to the command's file, whole or not at all, or to
// standard output. What is no regular file (a pipe, a device) is written to.
func (a *app) write(render func(io.Writer) error) error {
	if a.common.output == "" {
		return render(a.stdout)
	}
	path := a.common.output
	if !filepath.IsAbs(path) {
		path = filepath.Join(a.common.dir, path)
	}
	if err := file.Write(path, render); err != nil {
		return &hintError{fmt.Errorf("%s cannot be written: %w", a.common.output, err), "name a file in a directory that exists and that you may write to"}
	}
	return nil
}

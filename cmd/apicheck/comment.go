package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/apicheck/apicheck/internal/forge"
	"github.com/apicheck/apicheck/internal/report"
)

// commentFlags say where a comment goes. What they leave out the environment of
// the job tells.
type commentFlags struct {
	forge, api, repo, key, head, blob, labels string
	number                                    int
	dryRun                                    bool
}

var keyRE = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

func (a *app) commentCommand() *cobra.Command {
	var c commentFlags
	cmd := &cobra.Command{
		Use:   "comment REPORT.json",
		Short: "Put a saved report on a pull request, as one comment that is kept up to date",
		Args:  exactArgs("REPORT.json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.savedReport(args[0])
			if err != nil {
				return err
			}
			return a.comment(cmd.Context(), r, c)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&a.common.dir, "directory", "C", "", "run as if started in `DIR`")
	f.StringVar(&c.forge, "forge", "", "github or gitlab: `KIND`")
	f.StringVar(&c.api, "api", "", "`URL` of the API")
	f.StringVar(&c.repo, "repo", "", "repository `OWNER/NAME`")
	f.IntVar(&c.number, "pr", 0, "`NUMBER` of the pull request")
	f.StringVar(&c.key, "key", "report", "tells several comments apart: `NAME`")
	f.StringVar(&c.head, "head-sha", "", "refuse, unless the pull request's head is `COMMIT`")
	f.StringVar(&c.blob, "blob", "", "`URL` that places are linked to")
	f.StringVar(&c.labels, "labels", "", "set the labels breaking, needs-rfc and patch-violation, after a `PREFIX`")
	f.BoolVar(&c.dryRun, "dry-run", false, "print the comment, and send nothing")
	return cmd
}

// comment posts a report.
func (a *app) comment(ctx context.Context, r *report.Report, c commentFlags) error {
	if !keyRE.MatchString(c.key) {
		return &usageError{fmt.Sprintf("--key %q is not a name", c.key), "write letters, digits, dots and dashes"}
	}
	if r.Run == nil {
		return &usageError{"the report is of a comparison, not of a project", "apicheck check --format json -o REPORT.json, or release, saves one for a comment"}
	}
	c = c.fromEnvironment()
	if c.dryRun {
		text, err := commentText(r, c, 65_536)
		if err != nil {
			return err
		}
		_, err = io.WriteString(a.stdout, forge.Marked(c.key, text))
		return err
	}
	f, err := c.open(ctx)
	if err != nil {
		return forgeError(err)
	}
	if c.head != "" {
		head, err := f.Head(ctx)
		if err != nil {
			return forgeError(err)
		}
		if head != c.head {
			return &hintError{fmt.Errorf("the head of the pull request is %s, and the report is of %s", head, c.head), "it has moved on, or the report is of another one: nothing is written"}
		}
	}
	text, err := commentText(r, c, f.Limit())
	if err != nil {
		return err
	}
	done, err := forge.Update(ctx, f, c.key, text, r.HasNews())
	if err != nil {
		return forgeError(err)
	}
	if c.labels != "" {
		x := r.Facts()
		wanted := map[string]bool{c.labels + "breaking": x.Breaking, c.labels + "needs-rfc": x.NeedsRFC, c.labels + "patch-violation": x.PatchViolation}
		if err := forge.SetLabels(ctx, f, wanted); err != nil {
			return forgeError(err)
		}
	}
	_, err = fmt.Fprintf(a.stdout, "comment on %s#%d: %s\n", report.Plain(c.repo), c.number, done)
	return err
}

// commentText is the text of a comment without its marker: the report, or one
// line once there is nothing to say any more.
func commentText(r *report.Report, c commentFlags, limit int) (string, error) {
	if !r.HasNews() {
		return "✅ apicheck: this change breaks nothing that was released.\n", nil
	}
	var b strings.Builder
	err := r.Comment(&b, report.MarkdownOptions{Blob: c.blob, Limit: limit - len(forge.Marked(c.key, ""))})
	return b.String(), err
}

func forgeError(err error) error {
	var e *forge.Error
	if errors.As(err, &e) {
		return &hintError{err, e.Hint}
	}
	return err
}

var refRE = regexp.MustCompile(`^refs/pull/(\d+)/`)

// fromEnvironment fills in what GitHub Actions and GitLab CI/CD tell.
func (c commentFlags) fromEnvironment() commentFlags {
	env := os.Getenv
	if c.forge == "" && env("GITLAB_CI") != "" {
		c.forge = "gitlab"
	}
	if c.forge == "gitlab" {
		c.api, c.repo = cmp.Or(c.api, env("CI_API_V4_URL")), cmp.Or(c.repo, env("CI_MERGE_REQUEST_PROJECT_ID"), env("CI_PROJECT_ID"))
		if c.number == 0 {
			c.number, _ = strconv.Atoi(env("CI_MERGE_REQUEST_IID"))
		}
		if c.blob == "" && env("CI_PROJECT_URL") != "" && env("CI_COMMIT_SHA") != "" {
			c.blob = env("CI_PROJECT_URL") + "/-/blob/" + env("CI_COMMIT_SHA")
		}
		return c
	}
	c.forge = cmp.Or(c.forge, "github")
	c.api, c.repo = cmp.Or(c.api, env("GITHUB_API_URL")), cmp.Or(c.repo, env("GITHUB_REPOSITORY"))
	sha := cmp.Or(c.head, headOfEvent(env("GITHUB_EVENT_PATH")), env("GITHUB_SHA"))
	if m := refRE.FindStringSubmatch(env("GITHUB_REF")); m != nil && c.number == 0 {
		c.number, _ = strconv.Atoi(m[1])
	}
	if c.blob == "" && env("GITHUB_SERVER_URL") != "" && c.repo != "" && sha != "" {
		c.blob = env("GITHUB_SERVER_URL") + "/" + c.repo + "/blob/" + sha
	}
	return c
}

// headOfEvent is the head of the pull request that an event of GitHub is about;
// the commit that is checked out is its merge with the base.
func headOfEvent(file string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	var event struct {
		PullRequest struct {
			Head struct {
				SHA string `json:"sha"`
			} `json:"head"`
		} `json:"pull_request"`
	}
	if json.Unmarshal(data, &event) != nil {
		return ""
	}
	return event.PullRequest.Head.SHA
}

func (c commentFlags) open(ctx context.Context) (forge.Forge, error) {
	switch c.forge {
	case "github":
		return forge.GitHub(ctx, c.api, c.repo, c.number, os.Getenv("GITHUB_TOKEN"))
	case "gitlab":
		return forge.GitLab(ctx, c.api, c.repo, c.number, os.Getenv("GITLAB_TOKEN"))
	}
	return nil, &usageError{fmt.Sprintf("--forge: unknown forge %q", c.forge), "it is github or gitlab"}
}

package forge

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/go-github/v74/github"
)

// A gitHub is a pull request on GitHub, or on a GitHub Enterprise Server.
type gitHub struct {
	client      *github.Client
	owner, repo string
	number      int
	login       string // whom the token belongs to; "" where it does not say, as that of a job
}

// GitHub returns a pull request of a repository OWNER/NAME. api is the address of
// the API, "" for github.com's.
func GitHub(ctx context.Context, api, repository string, number int, token string) (Forge, error) {
	owner, repo, ok := strings.Cut(repository, "/")
	if !ok || owner == "" || repo == "" || strings.Contains(repo, "/") || number <= 0 {
		return nil, &Error{"no pull request is named", "name it with --repo OWNER/NAME and --pr NUMBER"}
	}
	if token == "" {
		return nil, &Error{"no token", "set GITHUB_TOKEN in the environment of the job"}
	}
	c := github.NewClient(client().StandardClient()).WithAuthToken(token)
	if api != "" && strings.TrimSuffix(api, "/") != "https://api.github.com" {
		var err error
		if c, err = c.WithEnterpriseURLs(api, api); err != nil {
			return nil, &Error{"the address of the API is none: " + err.Error(), "set GITHUB_API_URL, such as https://github.example.com/api/v3"}
		}
	}
	c.UserAgent = "apicheck"
	g := &gitHub{client: c, owner: owner, repo: repo, number: number}
	if user, _, err := c.Users.Get(ctx, ""); err == nil {
		g.login = user.GetLogin()
	} else if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return g, nil
}

// Limit is GitHub's for the body of a comment.
func (g *gitHub) Limit() int { return 65_536 }

func (g *gitHub) Comments(ctx context.Context) ([]Comment, error) {
	var list []Comment
	o := &github.IssueListCommentsOptions{ListOptions: github.ListOptions{PerPage: 100}}
	for {
		page, r, err := g.client.Issues.ListComments(ctx, g.owner, g.repo, g.number, o)
		if err != nil {
			return nil, gitHubError("the comments cannot be read", err)
		}
		for _, c := range page {
			ours := c.GetUser().GetLogin() == g.login
			if g.login == "" {
				ours = c.GetUser().GetType() == "Bot"
			}
			list = append(list, Comment{ID: c.GetID(), Body: c.GetBody(), Ours: ours})
		}
		if r.NextPage == 0 {
			slices.SortFunc(list, func(a, b Comment) int { return int(a.ID - b.ID) })
			return list, nil
		}
		o.Page = r.NextPage
	}
}

func (g *gitHub) Create(ctx context.Context, body string) (int64, error) {
	c, _, err := g.client.Issues.CreateComment(ctx, g.owner, g.repo, g.number, &github.IssueComment{Body: &body})
	if err != nil {
		return 0, gitHubError("the comment cannot be written", err)
	}
	return c.GetID(), nil
}

func (g *gitHub) Edit(ctx context.Context, id int64, body string) error {
	_, r, err := g.client.Issues.EditComment(ctx, g.owner, g.repo, id, &github.IssueComment{Body: &body})
	return goneOr(r, err, "the comment cannot be edited")
}

func (g *gitHub) Delete(ctx context.Context, id int64) error {
	r, err := g.client.Issues.DeleteComment(ctx, g.owner, g.repo, id)
	return goneOr(r, err, "a second comment cannot be removed")
}

func (g *gitHub) Head(ctx context.Context) (string, error) {
	p, _, err := g.client.PullRequests.Get(ctx, g.owner, g.repo, g.number)
	if err != nil {
		return "", gitHubError("the pull request cannot be read", err)
	}
	return p.GetHead().GetSHA(), nil
}

func (g *gitHub) Labels(ctx context.Context) ([]string, error) {
	var list []string
	o := &github.ListOptions{PerPage: 100}
	for {
		page, r, err := g.client.Issues.ListLabelsByIssue(ctx, g.owner, g.repo, g.number, o)
		if err != nil {
			return nil, gitHubError("the labels cannot be read", err)
		}
		for _, l := range page {
			list = append(list, l.GetName())
		}
		if r.NextPage == 0 {
			return list, nil
		}
		o.Page = r.NextPage
	}
}

func (g *gitHub) AddLabels(ctx context.Context, names []string) error {
	if _, _, err := g.client.Issues.AddLabelsToIssue(ctx, g.owner, g.repo, g.number, names); err != nil {
		return gitHubError("the labels cannot be added", err)
	}
	return nil
}

func (g *gitHub) RemoveLabels(ctx context.Context, names []string) error {
	for _, name := range names {
		r, err := g.client.Issues.RemoveLabelForIssue(ctx, g.owner, g.repo, g.number, url.PathEscape(name))
		if err := goneOr(r, err, "a label cannot be removed"); err != nil && !isGone(err) {
			return err
		}
	}
	return nil
}

func goneOr(r *github.Response, err error, what string) error {
	if err == nil {
		return nil
	}
	if r != nil && (r.StatusCode == http.StatusNotFound || r.StatusCode == http.StatusGone) {
		return errGone
	}
	return gitHubError(what, err)
}

// gitHubError says what an error of the client means; none has the token in it.
func gitHubError(what string, err error) error {
	var limit *github.RateLimitError
	var abuse *github.AbuseRateLimitError
	var answer *github.ErrorResponse
	switch {
	case errors.As(err, &limit):
		return &Error{what + ": the rate limit is used up", "try again after " + limit.Rate.Reset.UTC().Format("15:04:05 MST")}
	case errors.As(err, &abuse):
		return &Error{what + ": GitHub asks to slow down", "try again later"}
	case errors.As(err, &answer) && answer.Response != nil:
		return refused(what, answer.Response.StatusCode, answer.Message)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return &Error{what + ": " + err.Error(), "the server must be reachable from here"}
}

package forge

import (
	"context"
	"errors"
	"net/http"
	"slices"

	gitlab "gitlab.com/gitlab-org/api/client-go"
)

// A gitLab is a merge request on GitLab.
type gitLab struct {
	client  *gitlab.Client
	project string
	number  int64
	user    string
}

// GitLab returns a merge request of a project, by its number in the project. api
// is the address of the API, "" for gitlab.com's.
func GitLab(ctx context.Context, api, project string, number int, token string) (Forge, error) {
	if project == "" || number <= 0 {
		return nil, &Error{"no merge request is named", "name it with --repo PROJECT and --pr NUMBER"}
	}
	if token == "" {
		return nil, &Error{"no token", "set GITLAB_TOKEN in the environment of the job: one with the scope api (CI_JOB_TOKEN may not write notes)"}
	}
	var o []gitlab.ClientOptionFunc
	if api != "" {
		o = append(o, gitlab.WithBaseURL(api))
	}
	r := client()
	o = append(o, gitlab.WithCustomRetry(r.CheckRetry), gitlab.WithCustomBackoff(r.Backoff), gitlab.WithCustomRetryMax(r.RetryMax), gitlab.WithErrorHandler(r.ErrorHandler), gitlab.WithUserAgent("apicheck"))
	c, err := gitlab.NewClient(token, o...)
	if err != nil {
		return nil, &Error{"the address of the API is none: " + err.Error(), "set CI_API_V4_URL, such as https://gitlab.example.com/api/v4"}
	}
	g := &gitLab{client: c, project: project, number: int64(number)}
	user, _, err := c.Users.CurrentUser(gitlab.WithContext(ctx))
	if err != nil {
		return nil, gitLabError("the owner of the token cannot be read", err)
	}
	g.user = user.Username
	return g, nil
}

// Limit is GitLab's for the text of a note.
func (g *gitLab) Limit() int { return 1_000_000 }

func (g *gitLab) Comments(ctx context.Context) ([]Comment, error) {
	var list []Comment
	o := &gitlab.ListMergeRequestNotesOptions{ListOptions: gitlab.ListOptions{PerPage: 100}}
	for {
		page, r, err := g.client.Notes.ListMergeRequestNotes(g.project, g.number, o, gitlab.WithContext(ctx))
		if err != nil {
			return nil, gitLabError("the notes cannot be read", err)
		}
		for _, n := range page {
			list = append(list, Comment{ID: n.ID, Body: n.Body, Ours: n.Author.Username == g.user && !n.System})
		}
		if r.NextPage == 0 {
			slices.SortFunc(list, func(a, b Comment) int { return int(a.ID - b.ID) })
			return list, nil
		}
		o.Page = r.NextPage
	}
}

func (g *gitLab) Create(ctx context.Context, body string) (int64, error) {
	n, _, err := g.client.Notes.CreateMergeRequestNote(g.project, g.number, &gitlab.CreateMergeRequestNoteOptions{Body: &body}, gitlab.WithContext(ctx))
	if err != nil {
		return 0, gitLabError("the note cannot be written", err)
	}
	return n.ID, nil
}

func (g *gitLab) Edit(ctx context.Context, id int64, body string) error {
	_, r, err := g.client.Notes.UpdateMergeRequestNote(g.project, g.number, id, &gitlab.UpdateMergeRequestNoteOptions{Body: &body}, gitlab.WithContext(ctx))
	if err != nil && r != nil && r.StatusCode == http.StatusNotFound {
		return errGone
	}
	if err != nil {
		return gitLabError("the note cannot be edited", err)
	}
	return nil
}

func (g *gitLab) Delete(ctx context.Context, id int64) error {
	r, err := g.client.Notes.DeleteMergeRequestNote(g.project, g.number, id, gitlab.WithContext(ctx))
	if err != nil && r != nil && r.StatusCode == http.StatusNotFound {
		return errGone
	}
	if err != nil {
		return gitLabError("a second note cannot be removed", err)
	}
	return nil
}

func (g *gitLab) Head(ctx context.Context) (string, error) {
	m, _, err := g.client.MergeRequests.GetMergeRequest(g.project, g.number, nil, gitlab.WithContext(ctx))
	if err != nil {
		return "", gitLabError("the merge request cannot be read", err)
	}
	return m.SHA, nil
}

func (g *gitLab) Labels(ctx context.Context) ([]string, error) {
	m, _, err := g.client.MergeRequests.GetMergeRequest(g.project, g.number, nil, gitlab.WithContext(ctx))
	if err != nil {
		return nil, gitLabError("the merge request cannot be read", err)
	}
	return m.Labels, nil
}

func (g *gitLab) AddLabels(ctx context.Context, names []string) error {
	labels := gitlab.LabelOptions(names)
	return g.update(ctx, &gitlab.UpdateMergeRequestOptions{AddLabels: &labels})
}

func (g *gitLab) RemoveLabels(ctx context.Context, names []string) error {
	labels := gitlab.LabelOptions(names)
	return g.update(ctx, &gitlab.UpdateMergeRequestOptions{RemoveLabels: &labels})
}

func (g *gitLab) update(ctx context.Context, o *gitlab.UpdateMergeRequestOptions) error {
	if _, _, err := g.client.MergeRequests.UpdateMergeRequest(g.project, g.number, o, gitlab.WithContext(ctx)); err != nil {
		return gitLabError("the labels cannot be changed", err)
	}
	return nil
}

func gitLabError(what string, err error) error {
	var answer *gitlab.ErrorResponse
	switch {
	case errors.As(err, &answer) && answer.Response != nil:
		return refused(what, answer.Response.StatusCode, answer.Message)
	case errors.Is(err, gitlab.ErrNotFound):
		return refused(what, http.StatusNotFound, "not found")
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return &Error{what + ": " + err.Error(), "the server must be reachable from here"}
}

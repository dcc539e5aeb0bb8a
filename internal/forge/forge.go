// Package forge keeps one comment and the labels of a pull request or merge
// request up to date, through GitHub's or GitLab's API. It knows nothing of reports.
package forge

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// A Comment is a comment on a pull request.
type Comment struct {
	ID   int64 // older ones are smaller
	Body string
	Ours bool // written by whom the token belongs to, or by a bot where that cannot be known
}

// A Forge is where one pull request is.
type Forge interface {
	Comments(ctx context.Context) ([]Comment, error)
	Create(ctx context.Context, body string) (id int64, err error)
	Edit(ctx context.Context, id int64, body string) error
	Delete(ctx context.Context, id int64) error

	// Head is the commit that the pull request would merge.
	Head(ctx context.Context) (string, error)

	Labels(ctx context.Context) ([]string, error)
	AddLabels(ctx context.Context, names []string) error
	RemoveLabels(ctx context.Context, names []string) error

	// Limit is how long a comment may be, in characters.
	Limit() int
}

// An Error says why a forge refused, and what to do about it.
type Error struct {
	Reason string
	Hint   string
}

func (e *Error) Error() string { return e.Reason }

// An Action is what became of the comment.
type Action string

const (
	Created   Action = "created"
	Edited    Action = "edited"
	Unchanged Action = "unchanged"
	Nothing   Action = "nothing to say"
)

// marker is the hidden first line by which the comment is found again.
func marker(key string) string { return "<!-- apicheck:" + key + " -->" }

// Marked is a comment's text with its marker. The text cannot hold another one at
// its beginning, where it counts.
func Marked(key, text string) string { return marker(key) + "\n" + text }

// Update puts the text into the comment of a key. It creates the comment only if
// there is news, and otherwise edits the one that is there. Two runs at once
// leave one comment: the older one.
func Update(ctx context.Context, f Forge, key, text string, news bool) (Action, error) {
	body := Marked(key, text)
	there, err := find(ctx, f, key)
	if err != nil {
		return "", err
	}
	if len(there) == 0 {
		if !news {
			return Nothing, nil
		}
		id, err := f.Create(ctx, body)
		if err != nil {
			return "", err
		}
		if there, err = find(ctx, f, key); err != nil {
			return "", err
		}
		if len(there) == 0 || there[0].ID >= id {
			return Created, tidy(ctx, f, there)
		}
	}
	if err := tidy(ctx, f, there); err != nil {
		return "", err
	}
	if strings.TrimSpace(strings.ReplaceAll(there[0].Body, "\r\n", "\n")) == strings.TrimSpace(body) {
		return Unchanged, nil
	}
	err = f.Edit(ctx, there[0].ID, body)
	if isGone(err) { // a person removed it meanwhile
		_, err = f.Create(ctx, body)
		return Created, err
	}
	return Edited, err
}

// SetLabels puts the labels on a pull request that are wanted, and takes off those
// that are not. It touches no other label, and asks for nothing that is so already.
func SetLabels(ctx context.Context, f Forge, wanted map[string]bool) error {
	there, err := f.Labels(ctx)
	if err != nil {
		return err
	}
	var add, remove []string
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		i := slices.IndexFunc(there, func(l string) bool { return strings.EqualFold(l, name) })
		switch {
		case wanted[name] && i < 0:
			add = append(add, name)
		case !wanted[name] && i >= 0:
			remove = append(remove, there[i])
		}
	}
	if len(add) > 0 {
		if err := f.AddLabels(ctx, add); err != nil {
			return err
		}
	}
	if len(remove) > 0 {
		return f.RemoveLabels(ctx, remove)
	}
	return nil
}

// find lists our comments of a key, the oldest first.
func find(ctx context.Context, f Forge, key string) ([]Comment, error) {
	all, err := f.Comments(ctx)
	if err != nil {
		return nil, err
	}
	var list []Comment
	for _, c := range all {
		if c.Ours && strings.HasPrefix(c.Body, marker(key)) {
			list = append(list, c)
		}
	}
	return list, nil
}

// tidy removes all but the oldest.
func tidy(ctx context.Context, f Forge, list []Comment) error {
	for i := 1; i < len(list); i++ {
		if err := f.Delete(ctx, list[i].ID); err != nil && !isGone(err) {
			return err
		}
	}
	return nil
}

// errGone is a comment that is not there any more.
var errGone = errors.New("the comment is not there any more")

func isGone(err error) bool { return errors.Is(err, errGone) }

// maxWait bounds how long a rate limit is waited for.
const maxWait = time.Minute

// client retries what may pass: server errors, and rate limits that end soon
// (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api).
func client() *retryablehttp.Client {
	c := retryablehttp.NewClient()
	c.Logger = nil
	c.RetryMax = 4
	c.RetryWaitMin, c.RetryWaitMax = 500*time.Millisecond, 10*time.Second
	c.ErrorHandler = retryablehttp.PassthroughErrorHandler
	c.CheckRetry = func(ctx context.Context, r *http.Response, err error) (bool, error) {
		if r != nil && r.StatusCode == http.StatusForbidden {
			_, limited := limitedFor(r)
			return limited && ctx.Err() == nil, nil
		}
		return retryablehttp.DefaultRetryPolicy(ctx, r, err)
	}
	c.Backoff = func(min, max time.Duration, attempt int, r *http.Response) time.Duration {
		if r != nil {
			if wait, ok := limitedFor(r); ok {
				return wait
			}
		}
		return retryablehttp.DefaultBackoff(min, max, attempt, r)
	}
	return c
}

// limitedFor says how long a rate limit lasts, if it is one that ends soon.
func limitedFor(r *http.Response) (time.Duration, bool) {
	wait := time.Duration(-1)
	if s, err := strconv.Atoi(r.Header.Get("Retry-After")); err == nil {
		wait = time.Duration(s) * time.Second
	} else if r.Header.Get("X-RateLimit-Remaining") == "0" {
		if at, err := strconv.ParseInt(r.Header.Get("X-RateLimit-Reset"), 10, 64); err == nil {
			wait = max(0, time.Until(time.Unix(at, 0)))
		}
	}
	return wait, wait >= 0 && wait <= maxWait
}

// refused turns an answer of an API into an error that says what to do.
func refused(what string, status int, message string) error {
	e := &Error{Reason: fmt.Sprintf("%s: %s (HTTP %d)", what, message, status)}
	switch status {
	case http.StatusUnauthorized:
		e.Hint = "the token in the environment is not valid, or has expired"
	case http.StatusForbidden:
		e.Hint = "the token may not write comments: a pull request from a fork has one that only reads; docs/ci.md has the pair of workflows for that"
	case http.StatusNotFound:
		e.Hint = "check the repository and the number; a token that may not read a repository gets this answer, too"
	case http.StatusTooManyRequests:
		e.Hint = "the rate limit is used up: try again later"
	default:
		if status >= 500 {
			e.Hint = "the server failed several times: try again later"
		}
	}
	return e
}

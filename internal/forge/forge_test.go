package forge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apicheck/apicheck/internal/forge/forgetest"
)

func newServer(t *testing.T) *forgetest.Server {
	s := forgetest.NewServer()
	t.Cleanup(s.Close)
	return s
}

// forges runs a test on both.
func forges(t *testing.T, test func(t *testing.T, s *forgetest.Server, open func() (Forge, error))) {
	for _, kind := range []string{"github", "gitlab"} {
		t.Run(kind, func(t *testing.T) {
			s := newServer(t)
			test(t, s, func() (Forge, error) {
				if kind == "github" {
					return GitHub(context.Background(), s.URL+"/api/v3", "o/r", 7, "secret")
				}
				return GitLab(context.Background(), s.URL+"/api/v4", "o/r", 7, "secret")
			})
		})
	}
}

// TestOneCommentIsKeptUpToDate is the life of a pull request.
func TestOneCommentIsKeptUpToDate(t *testing.T) {
	forges(t, func(t *testing.T, s *forgetest.Server, open func() (Forge, error)) {
		f, err := open()
		if err != nil {
			t.Fatal(err)
		}
		s.Comments = []forgetest.Comment{
			{ID: 1, Body: "looks good", Author: "anna", Bot: false}, {ID: 2, Body: "thanks", Author: "me", Bot: false}, {ID: 3, Body: "hm", Author: "anna", Bot: false},
			{ID: 4, Body: Marked("report", "a false one, of somebody else"), Author: "mallory", Bot: false},
		}
		others := s.Bodies()
		update := func(text string, news bool, want Action) {
			t.Helper()
			got, err := Update(context.Background(), f, "report", text, news)
			if err != nil || got != want {
				t.Fatalf("%q: %s, %v, want %s", text, got, err, want)
			}
		}
		expect := func(texts ...string) {
			t.Helper()
			want := slices.Clone(others)
			for _, text := range texts {
				want = append(want, Marked("report", text))
			}
			if got := s.Bodies(); !slices.Equal(got, want) {
				t.Fatalf("got  %q\nwant %q", got, want)
			}
		}
		update("fine", false, Nothing)
		expect()
		update("one break", true, Created)
		expect("one break")
		update("one break", true, Unchanged)
		update("two breaks", true, Edited)
		expect("two breaks")
		update("fixed", false, Edited)
		expect("fixed")
		// A person deletes it, and it comes back only with news.
		s.Comments = s.Comments[:4]
		update("fine", false, Nothing)
		update("another break", true, Created)
		expect("another break")
		// Another key is another comment.
		if got, err := Update(context.Background(), f, "release", "x", true); err != nil || got != Created {
			t.Fatal(got, err)
		}
		update("two breaks", true, Edited)
		// Two runs at once left two: the older one stays.
		s.Comments = append(s.Comments, forgetest.Comment{ID: 900, Body: Marked("report", "the other run"), Author: "me", Bot: false})
		update("now", true, Edited)
		if n := strings.Count(strings.Join(s.Bodies(), "\n"), "<!-- apicheck:report -->"); n != 2 { // one is mallory's
			t.Errorf("%d comments are left: %q", n, s.Bodies())
		}
		if head, err := f.Head(context.Background()); head != "abc" || err != nil {
			t.Error(head, err)
		}
	})
}

func TestTwoRunsAtOnceLeaveOneComment(t *testing.T) {
	forges(t, func(t *testing.T, s *forgetest.Server, open func() (Forge, error)) {
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				f, err := open()
				if err == nil {
					_, err = Update(context.Background(), f, "report", fmt.Sprint("run ", i%2), true)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		f, err := open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Update(context.Background(), f, "report", "last", true); err != nil {
			t.Fatal(err)
		}
		if got := s.Bodies(); len(got) != 1 || got[0] != Marked("report", "last") {
			t.Errorf("%q", got)
		}
	})
}

func TestWhatPassesIsTriedAgain(t *testing.T) {
	for name, header := range map[int]map[string]string{
		http.StatusBadGateway:      nil,
		http.StatusTooManyRequests: {"Retry-After": "0"},
		http.StatusForbidden:       {"Retry-After": "0"}, // GitHub's secondary limit
	} {
		forges(t, func(t *testing.T, s *forgetest.Server, open func() (Forge, error)) {
			failures := 2
			s.Fail = func(r *http.Request) (int, map[string]string) {
				if failures == 0 || r.Method == "GET" {
					return 0, nil
				}
				failures--
				return name, header
			}
			f, err := open()
			if err != nil {
				t.Fatal(err)
			}
			if got, err := Update(context.Background(), f, "report", "x", true); err != nil || got != Created {
				t.Errorf("%d: %s, %v", name, got, err)
			}
		})
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	forges(t, func(t *testing.T, s *forgetest.Server, open func() (Forge, error)) {
		f, err := open()
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			status int
			header map[string]string
			hint   string
		}{
			{http.StatusForbidden, nil, "a pull request from a fork"},
			{http.StatusUnauthorized, nil, "not valid"},
			{http.StatusNotFound, nil, "check the repository"},
			{http.StatusForbidden, map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"}, ""},
		} {
			s.Fail = func(r *http.Request) (int, map[string]string) { return test.status, test.header }
			_, err := Update(context.Background(), f, "report", "x", true)
			var e *Error
			if !errors.As(err, &e) || !strings.Contains(e.Hint, test.hint) {
				t.Errorf("%d: %v (%+v)", test.status, err, e)
			}
			if err != nil && strings.Contains(err.Error()+e.Hint, "secret") {
				t.Errorf("the token is shown: %v", err)
			}
		}
	})
}

// TestJobTokens is GitHub's own token of a job, which does not say whose it is:
// only comments of bots are taken for ours.
func TestJobTokens(t *testing.T) {
	s := newServer(t)
	s.Fail = func(r *http.Request) (int, map[string]string) {
		if strings.HasSuffix(r.URL.Path, "/user") {
			return http.StatusForbidden, nil
		}
		return 0, nil
	}
	s.Comments = []forgetest.Comment{{ID: 1, Body: Marked("report", "false"), Author: "mallory", Bot: false}, {ID: 2, Body: Marked("report", "ours"), Author: "github-actions[bot]", Bot: true}}
	f, err := GitHub(context.Background(), s.URL+"/api/v3", "o/r", 7, "secret")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Update(context.Background(), f, "report", "new", true); err != nil || got != Edited {
		t.Fatal(got, err)
	}
	if got := s.Bodies(); got[0] != Marked("report", "false") || got[1] != Marked("report", "new") {
		t.Errorf("%q", got)
	}
}

func TestNamesAreChecked(t *testing.T) {
	for _, repo := range []string{"", "o", "/r", "o/", "o/r/x"} {
		if _, err := GitHub(context.Background(), "", repo, 7, "secret"); err == nil {
			t.Errorf("%q is a repository", repo)
		}
	}
	if _, err := GitHub(context.Background(), "", "o/r", 0, "secret"); err == nil {
		t.Error("0 is a pull request")
	}
	if _, err := GitHub(context.Background(), "", "o/r", 7, ""); err == nil {
		t.Error("no token is needed")
	}
	if _, err := GitLab(context.Background(), "", "", 7, "secret"); err == nil {
		t.Error("no project is needed")
	}
}

func TestLabels(t *testing.T) {
	forges(t, func(t *testing.T, s *forgetest.Server, open func() (Forge, error)) {
		f, err := open()
		if err != nil {
			t.Fatal(err)
		}
		s.Labels = []string{"theirs", "api: breaking"}
		wanted := map[string]bool{"api: breaking": false, "api: needs-rfc": true, "api: patch-violation": false}
		for range 2 {
			s.Asked = nil
			if err := SetLabels(context.Background(), f, wanted); err != nil {
				t.Fatal(err)
			}
			if want := []string{"theirs", "api: needs-rfc"}; !slices.Equal(s.Labels, want) {
				t.Errorf("labels are %q, want %q", s.Labels, want)
			}
		}
		if len(s.Asked) != 1 { // a reading, and no writing
			t.Errorf("nothing was to be changed, and asked was %q", s.Asked)
		}
		for _, prefix := range []string{"api/", "api#", "#", "?", "a%", "../", "API: "} {
			s.Labels = []string{"theirs", prefix + "breaking"}
			if err := SetLabels(context.Background(), f, map[string]bool{strings.ToLower(prefix) + "breaking": false}); err != nil {
				t.Errorf("%q: %v", prefix, err)
			}
			if !slices.Equal(s.Labels, []string{"theirs"}) {
				t.Errorf("%q: labels are %q", prefix, s.Labels)
			}
		}
		s.Fail = func(r *http.Request) (int, map[string]string) { return http.StatusForbidden, nil }
		if err := SetLabels(context.Background(), f, wanted); err == nil {
			t.Error("no error where labels may not be read")
		}
	})
}

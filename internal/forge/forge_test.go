package forge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A server answers as the documentation of both APIs says, for one pull request
// and its comments
// (https://docs.github.com/en/rest/issues/comments, https://docs.gitlab.com/api/notes/).
type server struct {
	*httptest.Server
	mu       sync.Mutex
	comments []comment
	labels   []string
	next     int64
	asked    []string
	fail     func(r *http.Request) (status int, header map[string]string) // 0 for none
	perPage  int
}

type comment struct {
	id     int64
	body   string
	author string
	bot    bool
}

var (
	listRE = regexp.MustCompile(`^/api/v3/repos/o/r/issues/7/comments$|^/api/v4/projects/o/r/merge_requests/7/notes$`)
	oneRE  = regexp.MustCompile(`^/api/v3/repos/o/r/issues/comments/(\d+)$|^/api/v4/projects/o/r/merge_requests/7/notes/(\d+)$`)
)

func newServer(t *testing.T) *server {
	s := &server{next: 100, perPage: 2}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.Method+" "+r.URL.Path)
	if s.fail != nil {
		if status, header := s.fail(r); status != 0 {
			for k, v := range header {
				w.Header().Set(k, v)
			}
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"message": "refused"}`)
			return
		}
	}
	if !strings.Contains(r.Header.Get("Authorization")+r.Header.Get("Private-Token"), "secret") {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	answer := func(status int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(v)
	}
	show := func(c comment) map[string]any {
		kind := "User"
		if c.bot {
			kind = "Bot"
		}
		return map[string]any{"id": c.id, "body": c.body, "user": map[string]any{"login": c.author, "type": kind}, "author": map[string]any{"username": c.author}}
	}
	var in struct{ Body string }
	path := r.URL.Path
	switch one := oneRE.FindStringSubmatch(path); {
	case strings.HasSuffix(path, "/user"):
		answer(200, map[string]any{"login": "me", "username": "me"})
	case strings.Contains(path, "/issues/7/labels"): // https://docs.github.com/en/rest/issues/labels
		switch r.Method {
		case "POST":
			var names []string
			json.NewDecoder(r.Body).Decode(&names)
			s.labels = append(s.labels, names...)
		case "DELETE":
			escaped := r.URL.EscapedPath()
			name, _ := url.PathUnescape(strings.TrimPrefix(escaped, "/api/v3/repos/o/r/issues/7/labels/"))
			if name == "" || strings.Contains(escaped, "labels/"+name) && strings.ContainsAny(name, "/?#%") || r.URL.RawQuery != "" {
				s.labels = nil // as GitHub's address for all labels would
			}
			s.labels = slices.DeleteFunc(s.labels, func(l string) bool { return l == name })
		}
		list := []any{}
		for _, l := range s.labels {
			list = append(list, map[string]any{"name": l})
		}
		answer(200, list)
	case strings.HasSuffix(path, "/merge_requests/7") && r.Method == "PUT": // https://docs.gitlab.com/api/merge_requests/#update-mr
		var in struct {
			Add    string `json:"add_labels"`
			Remove string `json:"remove_labels"`
		}
		json.NewDecoder(r.Body).Decode(&in)
		if in.Add != "" {
			s.labels = append(s.labels, strings.Split(in.Add, ",")...)
		}
		s.labels = slices.DeleteFunc(s.labels, func(l string) bool { return slices.Contains(strings.Split(in.Remove, ","), l) })
		answer(200, map[string]any{"iid": 7})
	case strings.HasSuffix(path, "/pulls/7") || strings.HasSuffix(path, "/merge_requests/7"):
		answer(200, map[string]any{"number": 7, "head": map[string]any{"sha": "abc"}, "sha": "abc", "labels": s.labels})
	case listRE.MatchString(path) && r.Method == "GET":
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		page = max(page, 1)
		from := min((page-1)*s.perPage, len(s.comments))
		to := min(from+s.perPage, len(s.comments))
		if to < len(s.comments) {
			w.Header().Set("Link", fmt.Sprintf(`<%s%s?page=%d>; rel="next"`, s.URL, path, page+1))
			w.Header().Set("X-Next-Page", fmt.Sprint(page+1))
		}
		list := []any{}
		for _, c := range s.comments[from:to] {
			list = append(list, show(c))
		}
		answer(200, list)
	case listRE.MatchString(path) && r.Method == "POST":
		json.NewDecoder(r.Body).Decode(&in)
		s.next++
		c := comment{id: s.next, body: in.Body, author: "me"}
		s.comments = append(s.comments, c)
		answer(201, show(c))
	case one != nil:
		id, _ := strconv.ParseInt(one[1]+one[2], 10, 64)
		i := slices.IndexFunc(s.comments, func(c comment) bool { return c.id == id })
		switch {
		case i < 0:
			answer(404, map[string]any{"message": "Not Found"})
		case r.Method == "DELETE":
			s.comments = slices.Delete(s.comments, i, i+1)
			w.WriteHeader(204)
		default:
			json.NewDecoder(r.Body).Decode(&in)
			s.comments[i].body = in.Body
			answer(200, show(s.comments[i]))
		}
	default:
		answer(404, map[string]any{"message": "Not Found"})
	}
}

// forges runs a test on both.
func forges(t *testing.T, test func(t *testing.T, s *server, open func() (Forge, error))) {
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

func (s *server) bodies() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	for _, c := range s.comments {
		list = append(list, c.body)
	}
	return list
}

// TestOneCommentIsKeptUpToDate is the life of a pull request.
func TestOneCommentIsKeptUpToDate(t *testing.T) {
	forges(t, func(t *testing.T, s *server, open func() (Forge, error)) {
		f, err := open()
		if err != nil {
			t.Fatal(err)
		}
		s.comments = []comment{
			{1, "looks good", "anna", false}, {2, "thanks", "me", false}, {3, "hm", "anna", false},
			{4, Marked("report", "a false one, of somebody else"), "mallory", false},
		}
		others := s.bodies()
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
			if got := s.bodies(); !slices.Equal(got, want) {
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
		s.comments = s.comments[:4]
		update("fine", false, Nothing)
		update("another break", true, Created)
		expect("another break")
		// Another key is another comment.
		if got, err := Update(context.Background(), f, "release", "x", true); err != nil || got != Created {
			t.Fatal(got, err)
		}
		update("two breaks", true, Edited)
		// Two runs at once left two: the older one stays.
		s.comments = append(s.comments, comment{900, Marked("report", "the other run"), "me", false})
		update("now", true, Edited)
		if n := strings.Count(strings.Join(s.bodies(), "\n"), "<!-- apicheck:report -->"); n != 2 { // one is mallory's
			t.Errorf("%d comments are left: %q", n, s.bodies())
		}
		if head, err := f.Head(context.Background()); head != "abc" || err != nil {
			t.Error(head, err)
		}
	})
}

func TestTwoRunsAtOnceLeaveOneComment(t *testing.T) {
	forges(t, func(t *testing.T, s *server, open func() (Forge, error)) {
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
		if got := s.bodies(); len(got) != 1 || got[0] != Marked("report", "last") {
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
		forges(t, func(t *testing.T, s *server, open func() (Forge, error)) {
			failures := 2
			s.fail = func(r *http.Request) (int, map[string]string) {
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
	forges(t, func(t *testing.T, s *server, open func() (Forge, error)) {
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
			s.fail = func(r *http.Request) (int, map[string]string) { return test.status, test.header }
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
	s.fail = func(r *http.Request) (int, map[string]string) {
		if strings.HasSuffix(r.URL.Path, "/user") {
			return http.StatusForbidden, nil
		}
		return 0, nil
	}
	s.comments = []comment{{1, Marked("report", "false"), "mallory", false}, {2, Marked("report", "ours"), "github-actions[bot]", true}}
	f, err := GitHub(context.Background(), s.URL+"/api/v3", "o/r", 7, "secret")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Update(context.Background(), f, "report", "new", true); err != nil || got != Edited {
		t.Fatal(got, err)
	}
	if got := s.bodies(); got[0] != Marked("report", "false") || got[1] != Marked("report", "new") {
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
	forges(t, func(t *testing.T, s *server, open func() (Forge, error)) {
		f, err := open()
		if err != nil {
			t.Fatal(err)
		}
		s.labels = []string{"theirs", "api: breaking"}
		wanted := map[string]bool{"api: breaking": false, "api: needs-rfc": true, "api: patch-violation": false}
		for range 2 {
			s.asked = nil
			if err := SetLabels(context.Background(), f, wanted); err != nil {
				t.Fatal(err)
			}
			if want := []string{"theirs", "api: needs-rfc"}; !slices.Equal(s.labels, want) {
				t.Errorf("labels are %q, want %q", s.labels, want)
			}
		}
		if len(s.asked) != 1 { // a reading, and no writing
			t.Errorf("nothing was to be changed, and asked was %q", s.asked)
		}
		for _, prefix := range []string{"api/", "api#", "#", "?", "a%", "../", "API: "} {
			s.labels = []string{"theirs", prefix + "breaking"}
			if err := SetLabels(context.Background(), f, map[string]bool{strings.ToLower(prefix) + "breaking": false}); err != nil {
				t.Errorf("%q: %v", prefix, err)
			}
			if !slices.Equal(s.labels, []string{"theirs"}) {
				t.Errorf("%q: labels are %q", prefix, s.labels)
			}
		}
		s.fail = func(r *http.Request) (int, map[string]string) { return http.StatusForbidden, nil }
		if err := SetLabels(context.Background(), f, wanted); err == nil {
			t.Error("no error where labels may not be read")
		}
	})
}

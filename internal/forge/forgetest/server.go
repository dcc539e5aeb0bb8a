// Package forgetest has a server that answers as GitHub and GitLab do, for tests.
package forgetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Server answers as the documentation of both APIs says, for one pull request
// and its comments
// (https://docs.github.com/en/rest/issues/comments, https://docs.gitlab.com/api/notes/).
// Its fields are for when no request is on its way; its methods for any time.
type Server struct {
	*httptest.Server
	Comments []Comment
	Labels   []string
	Asked    []string                                                     // requests, by method and path
	Fail     func(r *http.Request) (status int, header map[string]string) // refuses a request; 0 does not
	PerPage  int

	mu   sync.Mutex
	next int64
}

// A Comment is one on the pull request.
type Comment struct {
	ID     int64
	Body   string
	Author string
	Bot    bool
}

var (
	listRE = regexp.MustCompile(`^/api/v3/repos/o/r/issues/7/comments$|^/api/v4/projects/o/r/merge_requests/7/notes$`)
	oneRE  = regexp.MustCompile(`^/api/v3/repos/o/r/issues/comments/(\d+)$|^/api/v4/projects/o/r/merge_requests/7/notes/(\d+)$`)
)

// NewServer starts a server, which the caller closes. Its pull request is number 7
// of o/r, with the head abc; its token holds the word secret.
func NewServer() *Server {
	s := &Server{next: 100, PerPage: 2}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Asked = append(s.Asked, r.Method+" "+r.URL.Path)
	if s.Fail != nil {
		if status, header := s.Fail(r); status != 0 {
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
	show := func(c Comment) map[string]any {
		kind := "User"
		if c.Bot {
			kind = "Bot"
		}
		return map[string]any{"id": c.ID, "body": c.Body, "user": map[string]any{"login": c.Author, "type": kind}, "author": map[string]any{"username": c.Author}}
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
			s.Labels = append(s.Labels, names...)
		case "DELETE":
			escaped := r.URL.EscapedPath()
			name, _ := url.PathUnescape(strings.TrimPrefix(escaped, "/api/v3/repos/o/r/issues/7/labels/"))
			if name == "" || strings.Contains(escaped, "labels/"+name) && strings.ContainsAny(name, "/?#%") || r.URL.RawQuery != "" {
				s.Labels = nil // as GitHub's address for all labels would
			}
			s.Labels = slices.DeleteFunc(s.Labels, func(l string) bool { return l == name })
		}
		list := []any{}
		for _, l := range s.Labels {
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
			s.Labels = append(s.Labels, strings.Split(in.Add, ",")...)
		}
		s.Labels = slices.DeleteFunc(s.Labels, func(l string) bool { return slices.Contains(strings.Split(in.Remove, ","), l) })
		answer(200, map[string]any{"iid": 7})
	case strings.HasSuffix(path, "/pulls/7") || strings.HasSuffix(path, "/merge_requests/7"):
		labels := []any{} // objects on GitHub, names on GitLab
		for _, l := range s.Labels {
			if labels = append(labels, l); strings.HasPrefix(path, "/api/v3/") {
				labels[len(labels)-1] = map[string]any{"name": l}
			}
		}
		answer(200, map[string]any{"number": 7, "head": map[string]any{"sha": "abc"}, "sha": "abc", "labels": labels})
	case listRE.MatchString(path) && r.Method == "GET":
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		page = max(page, 1)
		from := min((page-1)*s.PerPage, len(s.Comments))
		to := min(from+s.PerPage, len(s.Comments))
		if to < len(s.Comments) {
			w.Header().Set("Link", fmt.Sprintf(`<%s%s?page=%d>; rel="next"`, s.URL, path, page+1))
			w.Header().Set("X-Next-Page", fmt.Sprint(page+1))
		}
		list := []any{}
		for _, c := range s.Comments[from:to] {
			list = append(list, show(c))
		}
		answer(200, list)
	case listRE.MatchString(path) && r.Method == "POST":
		json.NewDecoder(r.Body).Decode(&in)
		s.next++
		c := Comment{ID: s.next, Body: in.Body, Author: "me"}
		s.Comments = append(s.Comments, c)
		answer(201, show(c))
	case one != nil:
		id, _ := strconv.ParseInt(one[1]+one[2], 10, 64)
		i := slices.IndexFunc(s.Comments, func(c Comment) bool { return c.ID == id })
		switch {
		case i < 0:
			answer(404, map[string]any{"message": "Not Found"})
		case r.Method == "DELETE":
			s.Comments = slices.Delete(s.Comments, i, i+1)
			w.WriteHeader(204)
		default:
			json.NewDecoder(r.Body).Decode(&in)
			s.Comments[i].Body = in.Body
			answer(200, show(s.Comments[i]))
		}
	default:
		answer(404, map[string]any{"message": "Not Found"})
	}
}

// Bodies are the texts of the comments.
func (s *Server) Bodies() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	for _, c := range s.Comments {
		list = append(list, c.Body)
	}
	return list
}

// LabelNames are the labels of the pull request.
func (s *Server) LabelNames() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.Labels)
}

// Clear removes all comments, as a person can.
func (s *Server) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Comments = nil
}

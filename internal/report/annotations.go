package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
)

// maxAnnotations is how many annotations of each kind GitHub shows for a step
// (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands).
const maxAnnotations = 10

// GitHub writes what a change brought as annotations of GitHub Actions, the worst
// first. Of what is too much the last annotation tells the number.
func (r *Report) GitHub(w io.Writer) error {
	list := r.news(func(*Finding) bool { return true })
	kinds := map[string][]string{}
	add := func(kind, file string, line int, title, message string) {
		kinds[kind] = append(kinds[kind], command(kind, file, line, title, message))
	}
	for _, x := range r.troubles() {
		if x.component == "" {
			add("error", x.file, x.line, "apicheck", x.message)
		} else {
			add("error", x.file, x.line, x.component+" could not be checked", x.message)
		}
	}
	for _, l := range list {
		kind := ""
		switch {
		case l.f.Verdict.Stops():
			kind = "error"
		case l.f.Verdict == policy.Consult || l.f.Verdict == policy.Warn && l.f.Impact != rule.Compatible:
			kind = "warning"
		case l.f.Verdict == policy.Warn:
			kind = "notice"
		default:
			continue
		}
		file, line := l.f.where()
		add(kind, file, line, l.f.Rule, l.sentence())
	}
	for _, n := range r.Notices {
		if !n.Error {
			add("notice", n.File, n.Line, "apicheck", n.Message)
		}
	}
	var b strings.Builder
	for _, kind := range []string{"error", "warning", "notice"} {
		list := kinds[kind]
		if more := len(list) - (maxAnnotations - 1); more > 1 {
			list = append(list[:maxAnnotations-1], command(kind, "", 0, "apicheck", fmt.Sprintf("and %d more of this kind: see the whole report", more)))
		}
		b.WriteString(strings.Join(list, ""))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// command is a workflow command. Its values are escaped as the toolkit of
// GitHub Actions does (actions/toolkit, packages/core/src/command.ts).
func command(kind, file string, line int, title, message string) string {
	place := ""
	if file != "" {
		place = fmt.Sprintf("file=%s,line=%d,", property(file), max(line, 1))
	}
	return fmt.Sprintf("::%s %stitle=%s::%s\n", kind, place, property(title), data(message))
}

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func data(s string) string     { return dataEscapes.Replace(Plain(s)) }
func property(s string) string { return propertyEscapes.Replace(Plain(s)) }

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
	var b strings.Builder
	var list []*located
	for i := range r.Components {
		c := &r.Components[i]
		for j := range c.Findings {
			if f := &c.Findings[j]; f.shown() {
				list = append(list, &located{c, f})
			}
		}
	}
	for _, x := range r.troubles() {
		if x.component != "" {
			command(&b, "error", x.file, x.line, x.component+" could not be checked", x.message)
		}
	}
	sortWorst(list)
	kinds := map[string][]*located{}
	for _, l := range list {
		switch {
		case l.f.Verdict.Stops():
			kinds["error"] = append(kinds["error"], l)
		case l.f.Verdict == policy.Consult || l.f.Verdict == policy.Warn && l.f.Impact != rule.Compatible:
			kinds["warning"] = append(kinds["warning"], l)
		case l.f.Verdict == policy.Warn:
			kinds["notice"] = append(kinds["notice"], l)
		}
	}
	for _, kind := range []string{"error", "warning", "notice"} {
		list := kinds[kind]
		for i, l := range list {
			if i == maxAnnotations-1 && len(list) > maxAnnotations {
				command(&b, kind, "", 0, "apicheck", fmt.Sprintf("and %d more of this kind: see the whole report", len(list)-i))
				break
			}
			file, line := l.f.where()
			command(&b, kind, file, line, l.f.Rule, l.sentence())
		}
	}
	for _, n := range r.Notices {
		kind := "notice"
		if n.Error {
			kind = "error"
		}
		command(&b, kind, n.File, n.Line, "apicheck", n.Message)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// command writes a workflow command. Its values are escaped as the toolkit of
// GitHub Actions does (actions/toolkit, packages/core/src/command.ts).
func command(b *strings.Builder, kind, file string, line int, title, message string) {
	fmt.Fprintf(b, "::%s ", kind)
	if file != "" {
		fmt.Fprintf(b, "file=%s,line=%d,", property(file), max(line, 1))
	}
	fmt.Fprintf(b, "title=%s::%s\n", property(title), data(message))
}

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func data(s string) string     { return dataEscapes.Replace(Plain(s)) }
func property(s string) string { return propertyEscapes.Replace(Plain(s)) }

package report

import (
	"encoding/xml"
	"io"

	"github.com/apicheck/apicheck/internal/policy"
)

// The elements of JUnit's XML that continuous integration reads: a suite for each
// component, a case for each finding that is news
// (https://github.com/testmoapp/junitxml).
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string       `xml:"classname,attr"`
		Name    string       `xml:"name,attr"`
		File    string       `xml:"file,attr,omitempty"`
		Line    int          `xml:"line,attr,omitempty"`
		Failure *junitDetail `xml:"failure,omitempty"`
		Error   *junitDetail `xml:"error,omitempty"`
		Skipped *junitDetail `xml:"skipped,omitempty"`
		Output  string       `xml:"system-out,omitempty"`
	}
	junitDetail struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// JUnit writes the report as JUnit's XML: what stops the run is a failure, what
// could not be checked an error, what was agreed to is skipped.
func (r *Report) JUnit(w io.Writer) error {
	name := "apicheck"
	if r.Run != nil {
		project, title := r.heading()
		name = project + " " + title
	}
	all := junitSuites{Name: Plain(name)}
	troubles := r.troubles()
	for i := range r.Components {
		c := &r.Components[i]
		s := junitSuite{Name: Plain(c.Name)}
		for _, x := range troubles {
			if x.component == c.Name {
				s.Errors++
				s.Cases = append(s.Cases, junitCase{Class: s.Name, Name: "read", File: Plain(x.file), Line: x.line, Error: &junitDetail{Message: Plain(x.message), Text: Plain(c.Hint)}})
			}
		}
		for j := range c.Findings {
			f := &c.Findings[j]
			if !f.shown() {
				continue
			}
			l := located{c, f}
			file, line := f.where()
			k := junitCase{Class: s.Name, Name: Plain(f.Item + " (" + f.Rule + ")"), File: Plain(file), Line: line}
			switch {
			case f.Verdict.Stops():
				s.Failures++
				k.Failure = &junitDetail{Message: Plain(f.text()), Type: string(f.Verdict), Text: Plain(l.sentence()) + "\n" + r.AcceptCommand(f)}
			case f.Verdict == policy.Accepted:
				s.Skipped++
				k.Skipped = &junitDetail{Message: Plain(f.Accepted.text())}
			default:
				k.Output = Plain(string(f.Verdict) + ": " + f.text())
			}
			s.Cases = append(s.Cases, k)
		}
		if len(s.Cases) == 0 {
			s.Cases = append(s.Cases, junitCase{Class: s.Name, Name: "no changes"})
		}
		all.add(s)
	}
	of := junitSuite{Name: all.Name}
	for _, x := range troubles {
		if x.component == "" {
			of.Failures++
			of.Cases = append(of.Cases, junitCase{Class: of.Name, Name: "acceptances", File: Plain(x.file), Line: x.line, Failure: &junitDetail{Message: Plain(x.message)}})
		}
	}
	if len(of.Cases) > 0 {
		all.add(of)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (all *junitSuites) add(s junitSuite) {
	s.Tests = len(s.Cases)
	all.Tests, all.Failures, all.Errors = all.Tests+s.Tests, all.Failures+s.Failures, all.Errors+s.Errors
	all.Suites = append(all.Suites, s)
}

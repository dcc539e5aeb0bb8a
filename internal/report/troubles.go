package report

import "github.com/apicheck/apicheck/internal/policy"

// A trouble is what stops a run and is no finding: what could not be checked, and
// notices that are errors. A format that leaves it out would look clean.
type trouble struct {
	component string // "" for what concerns all
	file      string
	line      int
	message   string
}

func (r *Report) troubles() []trouble {
	var list []trouble
	for i := range r.Components {
		c := &r.Components[i]
		switch {
		case c.Error != nil:
			list = append(list, trouble{component: c.Name, message: *c.Error})
		case c.Verdict == policy.Error:
			for _, g := range c.Gaps {
				if g.Broken {
					list = append(list, trouble{c.Name, g.File, g.Line, g.line()})
				}
			}
		}
	}
	for _, n := range r.Notices {
		if n.Error {
			list = append(list, trouble{"", n.File, n.Line, n.Message})
		}
	}
	return list
}

// sentence says what the trouble is, and of which component.
func (t trouble) sentence() string {
	if t.component == "" {
		return t.message
	}
	return t.component + " could not be checked: " + t.message
}

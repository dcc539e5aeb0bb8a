package project

import (
	"context"
	"regexp"
	"slices"

	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/policy"
)

var (
	squashRE = regexp.MustCompile(`\(#(\d+)\)$`)
	wordRE   = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)
)

// maxPulls bounds the pull requests that are named for one finding: a word that
// many changed says little.
const maxPulls = 3

// Pulls finds the pull requests that brought the breaking findings of a release,
// by fingerprint: the numbers that squash merges have in their subject, of the
// commits in between that touched a line with the item's name in its file.
func (p *Project) Pulls(ctx context.Context, r *Result) (map[string][]string, error) {
	if p.repo == nil {
		return nil, nil
	}
	from, to := config.TagOf(r.Old, p.Config.Project.Tag), config.TagOf(r.New, p.Config.Project.Tag)
	if !p.repo.Has(from) || !p.repo.Has(to) {
		return nil, nil
	}
	type question struct{ word, file string }
	asked := map[question][]string{}
	pulls := map[string][]string{}
	for _, c := range r.Components {
		for i := range c.Findings {
			f := &c.Findings[i]
			if f.Impact == "compatible" || f.Through != "" {
				continue
			}
			word := lastWord(f.Item)
			var numbers []string
			for _, file := range places(f) {
				q := question{word, file}
				found, known := asked[q]
				if !known && word != "" {
					commits, err := p.repo.Changed(from, to, word, file)
					if err != nil {
						return nil, err
					}
					for _, k := range commits {
						if m := squashRE.FindStringSubmatch(k.Subject); m != nil && !slices.Contains(found, m[1]) {
							found = append(found, m[1])
						}
					}
					asked[q] = found
				}
				for _, n := range found {
					if !slices.Contains(numbers, n) {
						numbers = append(numbers, n)
					}
				}
			}
			if len(numbers) > 0 && len(numbers) <= maxPulls {
				slices.Sort(numbers)
				pulls[f.Fingerprint] = numbers
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return pulls, nil
}

// lastWord is the name that an item has where it is declared.
func lastWord(item string) string {
	words := wordRE.FindAllString(item, -1)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// places are the files that a finding is in, on both sides.
func places(f *policy.Finding) []string {
	var list []string
	for _, pos := range []string{f.New.Pos.File, f.Old.Pos.File} {
		if pos != "" && !slices.Contains(list, pos) {
			list = append(list, pos)
		}
	}
	return list
}

var remoteRE = regexp.MustCompile(`^(?:https://|ssh://(?:[^@/]+@)?|(?:[^@/]+@))([A-Za-z0-9.-]+)(?::[0-9]+)?[:/]([A-Za-z0-9._/-]+?)(?:\.git)?/?$`)

// Address is where people find the repository: of its remote origin, "" where
// that is no web site.
func (p *Project) Address() string {
	if p.repo == nil {
		return ""
	}
	m := remoteRE.FindStringSubmatch(p.repo.Remote("origin"))
	if m == nil {
		return ""
	}
	return "https://" + m[1] + "/" + m[2]
}

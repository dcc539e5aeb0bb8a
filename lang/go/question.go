package golang

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/exp/apidiff"

	"github.com/apicheck/apicheck/internal/diff"
)

// An answer is one message of apidiff about the one declaration it was asked of.
type answer struct {
	member   string // the field or method concerned, "" for the declaration itself
	receiver receiverKind
	text     string
	verdict  diff.Verdict
}

type receiverKind int

const (
	noReceiver receiverKind = iota
	valueReceiver
	pointerReceiver
)

func (a answer) isKindChange() bool {
	words := strings.Fields(a.text)
	return len(words) == 5 && words[1] == "from" && words[3] == "to" && slices.Contains([]string{"const", "var", "func", "type"}, words[2])
}

// questionPath is the import path of both sides of a question.
const questionPath = "question"

// questionName is the name under which a type is asked about.
const questionName = "Q"

func newQuestion() *types.Package { return types.NewPackage(questionPath, questionPath) }

// ask puts one declaration before apidiff.
func ask(old, new *types.Package) ([]answer, error) {
	report := apidiff.Changes(old, new)
	answers := make([]answer, 0, len(report.Changes))
	for _, c := range report.Changes {
		a := answer{text: c.Message, verdict: diff.Incompatible}
		if c.Compatible {
			a.verdict = diff.Compatible
		}
		head, text, ok := strings.Cut(c.Message, ": ")
		if !ok {
			return nil, fmt.Errorf("apidiff says %q, which names no declaration", c.Message)
		}
		a.text = text
		head, _, _ = strings.Cut(head, ", ") // "Q, element type"
		recv, member, ok := strings.Cut(head, ".")
		if ok {
			a.member = member
			a.receiver = valueReceiver
			if strings.HasPrefix(recv, "(*") {
				a.receiver = pointerReceiver
			}
		}
		answers = append(answers, a)
	}
	return answers, nil
}

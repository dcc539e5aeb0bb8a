package golang

import (
	"fmt"
	"go/types"

	"github.com/apicheck/apicheck/internal/diff"
)

// typeParams compares two lists of type parameters, and reports whether they are
// as long: if not, nothing that uses them can be compared.
func (j *judgement) typeParams(base diff.Change, o, n *types.TypeParamList) bool {
	if o.Len() != n.Len() {
		c := base
		c.Aspect, c.Verdict = aspectTypeParams, diff.Incompatible
		c.Detail = fmt.Sprintf("has %s instead of %d", plural(n.Len(), "type parameter"), o.Len())
		j.emit(c)
		return false
	}
	for i := range o.Len() {
		oc, nc := o.At(i).Constraint(), n.At(i).Constraint()
		if j.sameNamed(oc, nc) {
			continue // judged where it is declared
		}
		j.constraint(base, j.tr.typeSet(oldSide, oc), j.tr.typeSet(newSide, nc), false)
	}
	return true
}

// sameNamed reports whether both constraints are one named type.
func (j *judgement) sameNamed(o, n types.Type) bool {
	_, ok := types.Unalias(o).(*types.Named)
	return ok && types.Identical(j.tr.typ(oldSide, o), j.tr.typ(newSide, n))
}

// constraint compares two type sets. Where users can name the constraint, they
// write generic code against it, which a wider set may break.
func (j *judgement) constraint(base diff.Change, o, n *typeSet, named bool) {
	wider, narrower := n.contains(o), o.contains(n)
	if wider && narrower {
		return
	}
	c := base
	c.Aspect, c.Verdict = aspectConstraint, diff.Incompatible
	c.Detail = "admits fewer or other types as type arguments"
	if wider {
		c.Verdict = diff.Compatible
		c.Detail = "admits more types as type arguments"
		if named {
			c.Aspect, c.Verdict, c.Doubt = aspectWidened, diff.Incompatible, "generic code that is written against it may not work with the added types"
		}
	}
	if o.opaque || n.opaque {
		c.Detail, c.Doubt = "has another constraint", doubtStub
	}
	j.emit(c)
}

package python

import (
	"sort"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/sitter"
)

// A module is one file of Python, parsed: what its statements declare. Control
// flow is flattened: each statement carries the condition under which it runs.
type module struct {
	name  string // dotted, as it is imported
	file  string // path in the tree
	short string // path in the component, for positions
	pkg   bool   // it is the __init__ of a package
	stub  bool   // it is a .pyi file

	src    string
	scan   *scan
	stmts  []*stmt
	lines  []int // offsets where lines begin
	future bool  // annotations are not evaluated (PEP 563)
	gaps   []api.Gap
}

// pos returns the place of an offset.
func (m *module) pos(at int) api.Pos {
	line := sort.SearchInts(m.lines, at+1)
	return api.Pos{File: m.short, Line: max(line, 1)}
}

// A cond says when a statement runs.
type cond struct {
	envs   envSet
	typing int // 1 for type checkers only, -1 for programs only
	alt    int // the run decides: 1 is what usually runs, 2 the fallback
}

func (c cond) and(d cond) cond {
	c.envs &= d.envs
	if d.typing != 0 {
		c.typing = d.typing
	}
	c.alt = max(c.alt, d.alt)
	return c
}

type stmtKind uint8

const (
	stmtImport    stmtKind = iota // import names
	stmtFrom                      // from module import names
	stmtAssign                    // targets = value, or targets[0]: annotation = value
	stmtAugmented                 // targets[0] += value
	stmtCall                      // value
	stmtDelete                    // targets
	stmtFunction
	stmtClass
	stmtType // type targets[0] = value
)

// A stmt is a statement that may declare something.
type stmt struct {
	kind       stmtKind
	cond       cond
	at, end    int
	from       string // module of a from import
	level      int    // leading dots of it
	names      []imported
	targets    []*expr
	annotation *expr
	value      *expr
	op         string // of an augmented assignment
	function   *function
	class      *classDef
}

// An imported name, and the name that it is bound to.
type imported struct {
	name string // "*" for all
	as   string // "" without an as
}

// A function is a def statement.
type function struct {
	name       string
	at         int
	async      bool
	generator  bool
	params     []param
	returns    *expr
	decorators []*expr
	typeParams []typeParam
	body       *body
}

type paramKind uint8

// The kinds of parameters, https://docs.python.org/3/glossary.html#term-parameter.
const (
	positionalOnly paramKind = iota
	positionalOrKeyword
	varPositional
	keywordOnly
	varKeyword
)

func (k paramKind) String() string {
	return [...]string{"positional-only", "positional-or-keyword", "var-positional", "keyword-only", "var-keyword"}[k]
}

type param struct {
	name       string
	kind       paramKind
	annotation *expr
	value      *expr // the default; nil for none
}

// A typeParam is a type parameter of PEP 695.
type typeParam struct {
	name  string
	star  string // "*" of a TypeVarTuple, "**" of a ParamSpec
	bound *expr

	defaulted bool
}

// A classDef is a class statement.
type classDef struct {
	name       string
	at         int
	bases      []*expr
	keywords   []keyword
	decorators []*expr
	typeParams []typeParam
	body       []*stmt
}

// grammar is what the parser of statements looks into.
type grammar struct {
	*sitter.Grammar
	descend []bool
}

func newGrammar() grammar {
	g := sitter.Python()
	return grammar{g, g.Kinds("module", "block", "if_statement", "elif_clause", "else_clause", "try_statement", "except_clause",
		"finally_clause", "with_statement", "match_statement", "case_clause", "for_statement", "while_statement", "decorated_definition", "class_definition")}
}

// read decodes and scans the source of a module. It never fails: what cannot be
// read is a gap.
func (m *module) read(src []byte) {
	text, problem := decode(src)
	if problem != "" {
		m.gap(api.Digest(src), problem, 0, true)
		return
	}
	m.src = text
	m.lines = []int{0}
	for i := 0; ; {
		j := strings.IndexByte(text[i:], '\n')
		if j < 0 {
			break
		}
		i += j + 1
		m.lines = append(m.lines, i)
	}
	m.scan = scanSource(text)
	if len(m.scan.wrong) > 0 {
		digest := api.Digest(src)
		for _, p := range m.scan.wrong {
			m.gap(digest, "not Python: "+p.what, p.at, true)
		}
	}
}

// parseModule parses a module that was read.
func (g grammar) parseModule(m *module) {
	nodes, err := g.Parse(m.scan.skeleton, g.descend)
	m.scan.skeleton = nil
	if err != nil {
		m.gap(api.Digest([]byte(m.src)), err.Error(), 0, true)
		return
	}
	p := &statements{module: m, nodes: nodes}
	if len(nodes) > 0 {
		m.stmts = p.block(0, cond{envs: allEnvs})
	}
	for i := range nodes {
		if n := &nodes[i]; len(m.gaps) == 0 && (n.Kind == "ERROR" || n.Missing || n.Wrong) {
			p.broken(n, "not Python")
		}
	}
	m.attributes()
}

// attributes reads the assignments to attributes of the module's classes.
func (m *module) attributes() {
	classes := map[string]bool{}
	for _, s := range m.stmts {
		if s.class != nil {
			classes[s.class.name] = true
		}
	}
	if len(classes) == 0 {
		return
	}
	for _, b := range m.scan.blanks {
		text := m.src[b[0]:b[1]]
		if first, _, _ := strings.Cut(text, "."); classes[strings.TrimSpace(first)] {
			s := &stmt{cond: cond{envs: allEnvs}, at: b[0], end: b[1]}
			if newReader(text).assignment(s) {
				m.stmts = append(m.stmts, s)
			}
		}
	}
}

func (m *module) gap(digest, reason string, at int, broken bool) {
	g := api.Gap{Scope: m.name, Reason: reason, Digest: digest, Broken: broken, Pos: api.Pos{File: m.short, Line: 1}}
	if m.lines != nil {
		g.Pos = m.pos(at)
	}
	m.gaps = append(m.gaps, g)
}

// statements turns nodes into statements.
type statements struct {
	module *module
	nodes  []sitter.Node
	depth  int
}

// maxBlocks bounds the depth of blocks in blocks.
const maxBlocks = 100

// children calls f for the nodes directly inside of one.
func (p *statements) children(i int, f func(i int, n *sitter.Node)) {
	for j := i + 1; j < p.nodes[i].Next; j = p.nodes[j].Next {
		f(j, &p.nodes[j])
	}
}

func (p *statements) text(n *sitter.Node) string { return p.module.src[n.Start:n.End] }

// block reads the statements inside of a node.
func (p *statements) block(i int, c cond) []*stmt {
	if p.depth++; p.depth > maxBlocks {
		p.broken(&p.nodes[i], "blocks nested too deep")
		return nil
	}
	defer func() { p.depth-- }()
	if n := &p.nodes[i]; n.Kind == "ERROR" {
		p.broken(n, "not Python")
		return nil
	}
	var list []*stmt
	p.children(i, func(j int, n *sitter.Node) { list = append(list, p.statement(j, n, c)...) })
	return list
}

func (p *statements) broken(n *sitter.Node, what string) {
	if len(p.module.scan.wrong) > 0 {
		return // which has a gap already
	}
	text := p.text(n)
	p.module.gap(api.Digest([]byte(text)), what, n.Start, true)
}

func (p *statements) statement(i int, n *sitter.Node, c cond) []*stmt {
	switch n.Kind {
	case "ERROR":
		p.broken(n, "not Python")
	case "import_statement", "import_from_statement", "future_import_statement", "expression_statement", "delete_statement", "type_alias_statement":
		if s := p.simple(n, c); s != nil {
			return []*stmt{s}
		}
	case "decorated_definition":
		return p.decorated(i, c)
	case "function_definition":
		if f := p.function(n); f != nil {
			return []*stmt{{kind: stmtFunction, cond: c, at: n.Start, function: f}}
		}
	case "class_definition":
		if k := p.class(i, n); k != nil {
			return []*stmt{{kind: stmtClass, cond: c, at: n.Start, class: k}}
		}
	case "if_statement":
		return p.conditional(i, c)
	case "try_statement":
		return p.try(i, c)
	case "with_statement":
		inner := c
		if head, _, _ := strings.Cut(p.text(n), "\n"); strings.Contains(head, "suppress") {
			inner = c.and(cond{envs: allEnvs, alt: 1})
		}
		return p.bodies(i, inner)
	case "for_statement", "while_statement":
		return p.bodies(i, c)
	case "match_statement", "case_clause":
		return p.bodies(i, c.and(cond{envs: allEnvs, alt: 1}))
	}
	return nil
}

// bodies reads the blocks and clauses of a compound statement.
func (p *statements) bodies(i int, c cond) []*stmt {
	var list []*stmt
	p.children(i, func(j int, n *sitter.Node) {
		switch n.Kind {
		case "block":
			list = append(list, p.block(j, c)...)
		case "else_clause", "finally_clause", "case_clause":
			list = append(list, p.bodies(j, c)...)
		case "ERROR":
			p.broken(n, "not Python")
		}
	})
	return list
}

// conditional reads an if statement. The condition of a branch includes that
// those before it did not hold.
func (p *statements) conditional(i int, c cond) []*stmt {
	var list []*stmt
	rest := c
	branch := func(i int) {
		var test *expr
		known := true
		inner := rest
		p.children(i, func(j int, n *sitter.Node) {
			switch {
			case n.Field == "condition":
				test, known = parseExpr(p.text(n))
				if !known {
					test = &expr{}
				}
			case n.Kind == "block" && n.Field == "consequence":
				is := evaluate(test)
				inner = rest.and(is.when())
				list = append(list, p.block(j, inner)...)
				rest = rest.and(is.negated().otherwise())
			case n.Kind == "ERROR":
				p.broken(n, "not Python")
			}
		})
	}
	branch(i)
	p.children(i, func(j int, n *sitter.Node) {
		switch n.Kind {
		case "elif_clause":
			branch(j)
		case "else_clause":
			list = append(list, p.bodies(j, rest)...)
		}
	})
	return list
}

// try reads a try statement: its handlers are fallbacks.
func (p *statements) try(i int, c cond) []*stmt {
	usual := c
	p.children(i, func(_ int, n *sitter.Node) {
		if n.Kind == "except_clause" {
			usual = c.and(cond{envs: allEnvs, alt: 1})
		}
	})
	var list []*stmt
	p.children(i, func(j int, n *sitter.Node) {
		switch n.Kind {
		case "block":
			list = append(list, p.block(j, usual)...)
		case "except_clause":
			list = append(list, p.bodies(j, c.and(cond{envs: allEnvs, alt: 2}))...)
		case "else_clause":
			list = append(list, p.bodies(j, usual)...)
		case "finally_clause":
			list = append(list, p.bodies(j, c)...)
		case "ERROR":
			p.broken(n, "not Python")
		}
	})
	return list
}

func (p *statements) decorated(i int, c cond) []*stmt {
	var list []*stmt
	var decorators []*expr
	p.children(i, func(j int, n *sitter.Node) {
		switch n.Kind {
		case "decorator":
			e, ok := parseExpr(strings.TrimPrefix(p.text(n), "@"))
			if !ok {
				e = &expr{}
			}
			decorators = append(decorators, e)
		case "function_definition", "class_definition":
			for _, s := range p.statement(j, n, c) {
				if s.function != nil {
					s.function.decorators = decorators
				}
				if s.class != nil {
					s.class.decorators = decorators
				}
				list = append(list, s)
			}
		case "ERROR":
			p.broken(n, "not Python")
		}
	})
	return list
}

// simple reads a statement on one logical line.
func (p *statements) simple(n *sitter.Node, c cond) *stmt {
	s := &stmt{cond: c, at: n.Start, end: n.End}
	r := newReader(p.text(n))
	switch n.Kind {
	case "import_statement":
		s.kind = stmtImport
		r.advance()
		for !r.end() && !r.wrong {
			name := imported{name: r.dottedName()}
			if r.acceptName("as") {
				name.as = r.name()
			}
			s.names = append(s.names, name)
			if !r.accept(",") {
				break
			}
		}
	case "import_from_statement", "future_import_statement":
		r.fromImport(s)
		if s.from == "__future__" {
			for _, n := range s.names {
				p.module.future = p.module.future || n.name == "annotations"
			}
			return nil
		}
	case "delete_statement":
		s.kind = stmtDelete
		r.advance()
		s.targets = []*expr{r.exprList()}
	case "type_alias_statement":
		s.kind = stmtType
		r.advance()
		e := &expr{kind: exprName, text: r.name()}
		s.targets = []*expr{e}
		if r.is("[") {
			s.function = &function{typeParams: r.typeParams()} // they belong to the alias
		}
		r.expect("=")
		s.value = r.expr()
	default:
		if !r.assignment(s) {
			return nil
		}
	}
	return s
}

func (r *reader) dottedName() string {
	name := r.name()
	for r.accept(".") {
		name += "." + r.name()
	}
	return name
}

func (r *reader) fromImport(s *stmt) {
	s.kind = stmtFrom
	r.advance()
	for r.is(".") || r.is("...") {
		s.level += len(r.text)
		r.advance()
	}
	if !r.isName("import") {
		s.from = r.dottedName()
	}
	if !r.acceptName("import") {
		r.wrong = true
	}
	r.accept("(")
	for !r.end() && !r.is(")") && !r.wrong {
		if r.accept("*") {
			s.names = append(s.names, imported{name: "*"})
			continue
		}
		name := imported{name: r.name()}
		if r.acceptName("as") {
			name.as = r.name()
		}
		s.names = append(s.names, name)
		if !r.accept(",") {
			break
		}
	}
}

// assignment reads an expression statement that assigns, or that calls a
// method, and reports whether it does.
func (r *reader) assignment(s *stmt) bool {
	first := r.exprList()
	switch {
	case r.is(":"):
		r.advance()
		s.kind, s.targets = stmtAssign, []*expr{first}
		s.annotation = r.expr()
		if r.accept("=") {
			s.value = r.exprList()
		}
	case r.is("="):
		s.kind, s.targets = stmtAssign, []*expr{first}
		for r.accept("=") {
			s.targets = append(s.targets, r.exprList())
		}
		last := len(s.targets) - 1
		s.value, s.targets = s.targets[last], s.targets[:last]
	case r.tok.kind == tokenOp && len(r.text) > 1 && strings.HasSuffix(r.text, "=") && !strings.ContainsAny(r.text[:1], "=!<>:"):
		s.kind, s.op, s.targets = stmtAugmented, r.text, []*expr{first}
		r.advance()
		s.value = r.exprList()
	case first.kind == exprNamed:
		s.kind, s.targets, s.value = stmtAssign, []*expr{name(first.text)}, first.args[0]
	case first.kind == exprCall:
		s.kind, s.value = stmtCall, first
	default:
		return false
	}
	return true
}

// function reads a def statement.
func (p *statements) function(n *sitter.Node) *function {
	f := &function{at: n.Start}
	def := n.Start
	r := newReader(p.module.src[n.Start:n.End])
	if r.acceptName("async") {
		f.async = true
		def = n.Start + r.tok.start
	}
	if f.body = p.module.scan.body(def); f.body != nil {
		f.generator = f.body.yields
	}
	r.advance()
	f.name = r.name()
	f.typeParams = r.typeParams()
	r.expect("(")
	f.params = r.params(")")
	r.expect(")")
	if r.accept("->") {
		f.returns = r.exprList()
	}
	if r.wrong || !r.is(":") || f.name == "" {
		p.broken(n, "not a function definition")
		return nil
	}
	return f
}

// params reads the parameters of a function, to the parenthesis or colon that
// ends them.
func (r *reader) params(end string) []param {
	var list []param
	kind := positionalOrKeyword
	typed := end != ":" // a lambda has no annotations
	for !r.end() && !r.is(end) && !r.wrong {
		switch {
		case r.accept("/"):
			for i := range list {
				if list[i].kind == positionalOrKeyword {
					list[i].kind = positionalOnly
				}
			}
		case r.accept("**"):
			list = append(list, r.param(varKeyword, typed))
		case r.accept("*"):
			if !r.is(",") && !r.is(end) {
				list = append(list, r.param(varPositional, typed))
			}
			kind = keywordOnly
		case r.is("("): // a tuple, in Python 2
			r.primary()
			q := param{kind: positionalOnly}
			if r.accept("=") {
				q.value = r.expr()
			}
			list = append(list, q)
		default:
			q := r.param(kind, typed)
			// The convention before there was a syntax for it, PEP 484.
			if kind == positionalOrKeyword && isMangled(q.name) && (len(list) == 0 || list[len(list)-1].kind == positionalOnly || len(list) == 1) {
				q.kind = positionalOnly
			}
			list = append(list, q)
		}
		if !r.accept(",") {
			break
		}
	}
	return list
}

// isMangled reports whether a name begins with two underscores and does not end
// with them.
func isMangled(name string) bool {
	return strings.HasPrefix(name, "__") && !strings.HasSuffix(name, "__")
}

func (r *reader) param(kind paramKind, typed bool) param {
	q := param{kind: kind, name: r.name()}
	if typed && r.accept(":") {
		if kind == varPositional {
			q.annotation = r.starred()
		} else {
			q.annotation = r.expr()
		}
	}
	if r.accept("=") {
		q.value = r.expr()
	}
	return q
}

func (r *reader) typeParams() []typeParam {
	if !r.accept("[") {
		return nil
	}
	var list []typeParam
	for !r.end() && !r.is("]") && !r.wrong {
		var t typeParam
		for _, star := range []string{"**", "*"} {
			if r.accept(star) {
				t.star = star
				break
			}
		}
		t.name = r.name()
		if r.accept(":") {
			t.bound = r.expr()
		}
		if r.accept("=") {
			r.starred()
			t.defaulted = true
		}
		list = append(list, t)
		if !r.accept(",") {
			break
		}
	}
	r.expect("]")
	return list
}

// class reads a class statement.
func (p *statements) class(i int, n *sitter.Node) *classDef {
	k := &classDef{at: n.Start}
	body := -1
	end := n.End
	p.children(i, func(j int, child *sitter.Node) {
		switch {
		case child.Field == "body":
			body, end = j, child.Start
		case child.Kind == "ERROR":
			p.broken(child, "not Python")
		}
	})
	r := newReader(p.module.src[n.Start:end])
	r.advance()
	k.name = r.name()
	k.typeParams = r.typeParams()
	if r.accept("(") {
		args := &expr{args: []*expr{nil}}
		r.arguments(args)
		r.expect(")")
		k.bases, k.keywords = args.args[1:], args.keywords
	}
	if r.wrong || !r.is(":") || k.name == "" {
		p.broken(n, "not a class definition")
		return nil
	}
	if body >= 0 {
		k.body = p.block(body, cond{envs: allEnvs})
	}
	return k
}

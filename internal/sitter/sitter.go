// Package sitter parses source with tree-sitter. It is the only importer of
// tree-sitter: cgo, and memory that the garbage collector does not know, stay
// in this room. What leaves it is a plain slice of nodes.
package sitter

import (
	"errors"
	"sync"

	tree_sitter "github.com/tree-sitter/go-tree-sitter"
	tree_sitter_python "github.com/tree-sitter/tree-sitter-python/bindings/go"
	tree_sitter_rust "github.com/tree-sitter/tree-sitter-rust/bindings/go"
)

// MaxSize is the size in bytes of the largest source that is parsed.
// Tree-sitter counts in 32 bits, and its trees take many times the source.
const MaxSize = 64 << 20

// ErrTooLarge is returned for sources larger than MaxSize.
var ErrTooLarge = errors.New("the source is larger than 64 MiB")

// A Grammar is a language that tree-sitter can parse.
type Grammar struct {
	language *tree_sitter.Language
	names    []string // of the kinds of node, by number
	fields   []string // of the fields, by number
	idle     chan *tree_sitter.Parser
}

// Python returns the grammar of Python.
var Python = sync.OnceValue(func() *Grammar {
	return newGrammar(tree_sitter.NewLanguage(tree_sitter_python.Language()))
})

// Rust returns the grammar of Rust.
var Rust = sync.OnceValue(func() *Grammar {
	return newGrammar(tree_sitter.NewLanguage(tree_sitter_rust.Language()))
})

func newGrammar(l *tree_sitter.Language) *Grammar {
	g := &Grammar{language: l, idle: make(chan *tree_sitter.Parser, 16)}
	for i := range l.NodeKindCount() {
		g.names = append(g.names, l.NodeKindForId(uint16(i)))
	}
	for i := range l.FieldCount() + 1 {
		g.fields = append(g.fields, l.FieldNameForId(uint16(i)))
	}
	return g
}

// parser takes an idle parser, or makes one. Parsers are kept, since making
// one costs as much as parsing a small file, but not many: their memory is C's.
func (g *Grammar) parser() *tree_sitter.Parser {
	select {
	case p := <-g.idle:
		return p
	default:
	}
	p := tree_sitter.NewParser()
	if err := p.SetLanguage(g.language); err != nil {
		panic("sitter: " + err.Error()) // the grammar and the library do not go together
	}
	return p
}

func (g *Grammar) release(p *tree_sitter.Parser) {
	select {
	case g.idle <- p:
	default:
		p.Close()
	}
}

// Kinds returns the set of the named node kinds, for Parse. It panics for a
// name that the grammar does not have: a programming error.
func (g *Grammar) Kinds(names ...string) []bool {
	set := make([]bool, len(g.names))
	for _, name := range names {
		found := false
		for i, n := range g.names {
			if n == name {
				set[i], found = true, true
			}
		}
		if !found {
			panic("sitter: no node kind " + name)
		}
	}
	return set
}

// A Node is a node of a syntax tree: a stretch of the source. Nodes stand in
// the order of the source, a parent before its children.
type Node struct {
	Kind       string // as the grammar names it; "ERROR" where the source is wrong
	Field      string // of the parent that it fills, or ""
	Start, End int    // bytes of the source
	Next       int    // index of the first node that is not inside of this one
	Missing    bool   // the grammar needs it here, and the source lacks it
	Wrong      bool   // there are errors in what is not entered
}

// Parse parses src. Only nodes of the kinds in descend are entered: the
// children of others are left out.
func (g *Grammar) Parse(src []byte, descend []bool) ([]Node, error) {
	if len(src) > MaxSize {
		return nil, ErrTooLarge
	}
	parser := g.parser()
	defer g.release(parser)
	tree := parser.Parse(src, nil)
	if tree == nil {
		parser.Reset()
		return nil, errors.New("tree-sitter gave up")
	}
	defer tree.Close()
	cursor := tree.Walk()
	defer cursor.Close()

	broken := tree.RootNode().HasError()
	var nodes []Node
	var open []int // the nodes around the cursor
	for {
		n := cursor.Node()
		kind := n.KindId()
		start, end := n.ByteRange()
		node := Node{Kind: "ERROR", Field: g.fields[cursor.FieldId()], Start: int(start), End: int(end)}
		enter := false
		if int(kind) < len(g.names) { // errors have a number of their own
			node.Kind, enter = g.names[kind], descend[kind]
		}
		if start == end {
			node.Missing = n.IsMissing()
		}
		nodes = append(nodes, node)
		if enter && cursor.GotoFirstChild() {
			open = append(open, len(nodes)-1)
			continue
		}
		nodes[len(nodes)-1].Wrong = broken && n.HasError()
		nodes[len(nodes)-1].Next = len(nodes)
		for !cursor.GotoNextSibling() {
			if len(open) == 0 {
				return nodes, nil
			}
			cursor.GotoParent()
			nodes[open[len(open)-1]].Next = len(nodes)
			open = open[:len(open)-1]
		}
	}
}

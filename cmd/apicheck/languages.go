package main

import (
	"github.com/apicheck/apicheck/lang"
	"github.com/apicheck/apicheck/lang/c"
	golang "github.com/apicheck/apicheck/lang/go"
	"github.com/apicheck/apicheck/lang/python"
	"github.com/apicheck/apicheck/lang/rust"
)

// languages is the only list of languages: add one here.
var languages = []*lang.Language{
	&c.Language,
	&golang.Language,
	&python.Language,
	&rust.Language,
}

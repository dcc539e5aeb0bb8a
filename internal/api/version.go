package api

// A Versioning is how an ecosystem reads the versions below 1.0.0; above, all
// follow Semantic Versioning (https://semver.org).
type Versioning int

const (
	// ZeroUnstable: anything may change between versions 0.y.z (clause 4 of
	// SemVer, and https://go.dev/ref/mod#versions).
	ZeroUnstable Versioning = iota

	// ZeroShifted: the leftmost number that is not zero counts as the major
	// one (https://doc.rust-lang.org/cargo/reference/semver.html).
	ZeroShifted

	// PEP440: versions are those of Python's distributions, with epochs, post
	// and development releases; below 1.0 anything may change
	// (https://packaging.python.org/en/latest/specifications/version-specifiers/).
	PEP440
)

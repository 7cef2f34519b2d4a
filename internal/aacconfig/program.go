package aacconfig

// Place is where a channel element of a program stands.
type Place uint8

// The four lists of a program config element.
const (
	Front Place = iota // from the centre outwards
	Side               // from front to back
	Back               // from the outside in
	LFE
)

// maxElements is how many channel elements a program config element can list.
const maxElements = 3*15 + 3

// Element is one channel element of a program.
type Element struct {
	Place Place
	Pair  bool  // a channel pair element; else one channel
	Tag   uint8 // element_instance_tag
}

// Program is what a program config element lists.
type Program struct {
	Elements [maxElements]Element
	Count    int // of them
	Coupling int // coupling channel elements
}

// Channels returns how many channels the elements have.
func (p *Program) Channels() (n int) {
	for _, e := range p.Elements[:p.Count] {
		n++
		if e.Pair {
			n++
		}
	}
	return n
}

// program reads program_config_element(); 4.4.1.1, table 4.2.
func (r *bitReader) program() (p Program) {
	r.read(4 + 2 + 4)
	counts := [...]int{Front: r.read(4), Side: r.read(4), Back: r.read(4), LFE: r.read(2)}
	data, coupling := r.read(3), r.read(4)
	for _, width := range []int{4, 4, 3} { // mono, stereo and matrix mixdown
		if r.read(1) == 1 {
			r.read(width)
		}
	}
	for place, n := range counts {
		for range n {
			e := Element{Place: Place(place)}
			e.Pair = e.Place != LFE && r.read(1) == 1
			e.Tag = uint8(r.read(4))
			p.Elements[p.Count] = e
			p.Count++
		}
	}
	r.read(4 * data)
	for range coupling {
		r.read(5)
	}
	p.Coupling = coupling
	r.align()
	for range r.read(8) {
		r.read(8)
	}
	return p
}

// ProgramEnd returns the bit behind the program config element that begins at
// bit pos of b, which can lie behind the end of b.
func ProgramEnd(b []byte, pos int) int {
	r := bitReader{b: b, pos: pos}
	r.program()
	if r.over {
		return len(b)*8 + 1
	}
	return r.pos
}

package aac

import (
	"cmp"
	"slices"

	"github.com/audiocheck/audiocheck/internal/aacconfig"
)

// Syntactic elements; 4.5.2.1.
const (
	singleChannel = iota
	channelPair
	couplingChannel
	lfeChannel
	dataStream
	programConfig
	fill
	end
)

var elementNames = [...]string{
	"a single channel element", "a channel pair element", "a coupling channel element", "an LFE channel element",
	"a data stream element", "a program config element", "a fill element", "the end element",
}

// speaker is a place of a channel. Their order is that of the channels in a WAV
// file, and of FFmpeg's layouts.
type speaker int

const (
	frontLeft speaker = iota
	frontRight
	frontCentre
	lowFrequency
	backLeft
	backRight
	frontLeftOfCentre
	frontRightOfCentre
	backCentre
	sideLeft
	sideRight
	topFrontLeft
	topFrontRight
)

// place is an element that every packet holds, with the channels that it gives.
type place struct {
	kind     int
	tag      int // element_instance_tag, -1 where any will do
	speakers [2]speaker
	output   [2]int // where the channels stand among those put out
}

func (p place) channels() int {
	if p.kind == channelPair {
		return 2
	}
	return 1
}

func single(s speaker) place { return place{kind: singleChannel, tag: -1, speakers: [2]speaker{s}} }

func pairOf(l, r speaker) place {
	return place{kind: channelPair, tag: -1, speakers: [2]speaker{l, r}}
}

var lfe = place{kind: lfeChannel, tag: -1, speakers: [2]speaker{lowFrequency}}

// layouts are the elements by channel configuration, in the order in which a
// packet has them; ISO/IEC 14496-3:2019, table 1.19.
var layouts = [16][]place{
	1:  {single(frontCentre)},
	2:  {pairOf(frontLeft, frontRight)},
	3:  {single(frontCentre), pairOf(frontLeft, frontRight)},
	4:  {single(frontCentre), pairOf(frontLeft, frontRight), single(backCentre)},
	5:  {single(frontCentre), pairOf(frontLeft, frontRight), pairOf(backLeft, backRight)},
	6:  {single(frontCentre), pairOf(frontLeft, frontRight), pairOf(backLeft, backRight), lfe},
	7:  {single(frontCentre), pairOf(frontLeftOfCentre, frontRightOfCentre), pairOf(frontLeft, frontRight), pairOf(backLeft, backRight), lfe},
	11: {single(frontCentre), pairOf(frontLeft, frontRight), pairOf(sideLeft, sideRight), single(backCentre), lfe},
	12: {single(frontCentre), pairOf(frontLeft, frontRight), pairOf(sideLeft, sideRight), pairOf(backLeft, backRight), lfe},
	14: {single(frontCentre), pairOf(frontLeft, frontRight), pairOf(backLeft, backRight), lfe, pairOf(topFrontLeft, topFrontRight)},
}

// layout returns the elements of the packets that c describes, nil where it is
// not known here.
func layout(c aacconfig.Config) []place {
	places := slices.Clone(layouts[c.ChannelConfig&15])
	if c.ChannelConfig == 0 {
		places = programLayout(c.Program)
	}
	arrange(places)
	return places
}

// arrange sets the outputs of places by the order of their speakers. Speakers
// that are there twice keep the order of the places.
func arrange(places []place) {
	type channel struct{ place, index int }
	var all []channel
	for i, p := range places {
		for n := range p.channels() {
			all = append(all, channel{i, n})
		}
	}
	slices.SortStableFunc(all, func(a, b channel) int {
		return cmp.Compare(places[a.place].speakers[a.index], places[b.place].speakers[b.index])
	})
	for at, c := range all {
		places[c.place].output[c.index] = at
	}
}

// programLayout gives the elements of a program config element speakers: those
// in front are listed from the centre outwards, those at the side from front to
// back, those at the back from the outside in; 4.5.1.2.
func programLayout(p aacconfig.Program) (places []place) {
	elements := p.Elements[:p.Count]
	frontPairs := 0
	for _, e := range elements {
		if e.Place == aacconfig.Front && e.Pair {
			frontPairs++
		}
	}
	for _, e := range elements {
		q := place{kind: singleChannel, tag: int(e.Tag)}
		switch {
		case e.Place == aacconfig.LFE:
			q.kind, q.speakers[0] = lfeChannel, lowFrequency
		case e.Pair:
			q.kind, q.speakers = channelPair, pairSpeakers(e.Place, frontPairs)
			if e.Place == aacconfig.Front {
				frontPairs--
			}
		case e.Place == aacconfig.Back:
			q.speakers[0] = backCentre
		default:
			q.speakers[0] = frontCentre
		}
		places = append(places, q)
	}
	return places
}

// pairSpeakers returns where a pair stands. Of the pairs in front, this and those
// behind it are front.
func pairSpeakers(p aacconfig.Place, front int) [2]speaker {
	switch {
	case p == aacconfig.Back:
		return [2]speaker{backLeft, backRight}
	case p == aacconfig.Side:
		return [2]speaker{sideLeft, sideRight}
	case front > 1:
		return [2]speaker{frontLeftOfCentre, frontRightOfCentre}
	}
	return [2]speaker{frontLeft, frontRight}
}

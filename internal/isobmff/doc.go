// Package isobmff reads files of the ISO base media format: MP4, M4A, 3GP and
// QuickTime, plain and fragmented.
//
// ReadMovie reads what the movie box says of the tracks, Movie.Scan goes through
// the layout of the whole file, and Track.Packets gives where each packet of a
// track lies, from the sample tables and from the fragments alike. No table is
// held in memory: each is read through a small buffer at its own place, so that
// memory grows neither with the file nor with a count that it declares.
//
// github.com/abema/go-mp4 reads the descriptive boxes that have versions and no
// long arrays (mvhd, mdhd, mehd, trex, elst). The walk over the boxes, the tables
// (stsz, stz2, stco, co64, stsc, stts, trun) and the sample descriptions are
// read here: go-mp4 unmarshals by reflection, about 2 microseconds and 50
// allocations a small box and one allocation an entry of a table; it takes
// QuickTime's sound descriptions from a brand that many such files lack; and it
// gives up a whole file for one broken box in it. The tests hold the walk
// against go-mp4's.
//
// What the standards call a sample is a packet here, and a frame is one PCM
// sample for each channel.
//
// Sources: ISO/IEC 14496-12:2022; ISO/IEC 14496-14:2020; QuickTime File Format
// Specification (Apple, 2016).
package isobmff

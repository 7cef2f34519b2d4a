package trace

// The vendor's limits.
//
// Source: help.soundverse.ai/enterprise-api/trace/datasets, "Limits & Validation Errors".
const (
	MaxBlobs   = 10      // files an ingest request
	MaxPairs   = 100_000 // M x N comparisons a search job
	MaxSeconds = 300     // a track
)

// SearchState is the state of a search job.
//
// Source: "Get Comprehensive Search Status", "Job States".
type SearchState string

// States of a search job.
const (
	SearchPending    SearchState = "pending"
	SearchProcessing SearchState = "processing"
	SearchCompleted  SearchState = "completed"
	SearchFailed     SearchState = "failed"
)

// SearchStates returns all states of a search job.
func SearchStates() []SearchState {
	return []SearchState{SearchPending, SearchProcessing, SearchCompleted, SearchFailed}
}

// Terminal reports whether the job will change no more.
func (s SearchState) Terminal() bool { return s == SearchCompleted || s == SearchFailed }

// IngestState is the state of an ingest job: "running" where a search job says
// "processing".
type IngestState string

// States of an ingest job.
const (
	IngestPending   IngestState = "pending"
	IngestRunning   IngestState = "running"
	IngestCompleted IngestState = "completed"
	IngestFailed    IngestState = "failed"
)

// IngestStates returns all states of an ingest job.
func IngestStates() []IngestState {
	return []IngestState{IngestPending, IngestRunning, IngestCompleted, IngestFailed}
}

// Terminal reports whether the job will change no more.
func (s IngestState) Terminal() bool { return s == IngestCompleted || s == IngestFailed }

// ArtifactState is the state of one artifact of an ingest job. The documents show
// one only, and it is not the job's "completed".
type ArtifactState string

// ArtifactComplete is the only state that the documents show.
const ArtifactComplete ArtifactState = "complete"

// Terminal reports whether the artifact is ready. Of an undocumented state it is
// false: nobody knows.
func (s ArtifactState) Terminal() bool { return s == ArtifactComplete }

// Task is something that ingest makes of a track.
type Task string

// Tasks. DefaultTask is made when a request names none.
const (
	FullAudioLatent Task = "full_audio_latent"
	StemVocals      Task = "stem_vocals"
	StemBass        Task = "stem_bass"
	StemDrums       Task = "stem_drums"
	StemOther       Task = "stem_other"
	LightStem       Task = "light_stem"
	Motif           Task = "motif"
	Section         Task = "section"

	DefaultTask = FullAudioLatent
)

// Tasks returns all tasks.
func Tasks() []Task {
	return []Task{FullAudioLatent, StemVocals, StemBass, StemDrums, StemOther, LightStem, Motif, Section}
}

// SearchType says how many queries meet how many candidates.
type SearchType string

// Search types.
const (
	OneToOne   SearchType = "1:1"
	OneToMany  SearchType = "1:n"
	ManyToMany SearchType = "m:n"
)

// SearchTypes returns all search types.
func SearchTypes() []SearchType { return []SearchType{OneToOne, OneToMany, ManyToMany} }

// Depth says what a search compares.
type Depth string

// Depths. DefaultDepth is taken when a request names none.
const (
	DepthTrack       Depth = "track"
	DepthStem        Depth = "stem"
	DepthLightStem   Depth = "light_stem"
	DepthSection     Depth = "section"
	DepthStemSection Depth = "stem_section"
	DepthMotif       Depth = "motif"

	DefaultDepth = DepthTrack
)

// Depths returns all depths.
func Depths() []Depth {
	return []Depth{DepthTrack, DepthStem, DepthLightStem, DepthSection, DepthStemSection, DepthMotif}
}

// StemType names a stem.
type StemType string

// Stem types.
const (
	Vocals StemType = "vocals"
	Bass   StemType = "bass"
	Drums  StemType = "drums"
	Other  StemType = "other"
)

// StemTypes returns all stem types.
func StemTypes() []StemType { return []StemType{Vocals, Bass, Drums, Other} }

// EncoderTypes returns the generations of the vendor's encoder, the last part of
// the ingest and search addresses: "type1" is the older one.
func EncoderTypes() []string { return []string{"type1", "type2"} }

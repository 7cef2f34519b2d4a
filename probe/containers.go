package probe

import "github.com/audiocheck/audiocheck/internal/sniff"

// Container describes one kind of file that the content can be.
type Container struct {
	Name       string   // stable: "wav", "mp4", "html"
	Title      string   // in prose, with its article: "an MP4 file"
	Probed     bool     // its audio is probed in full
	Media      bool     // it can hold audio or video
	Extensions []string // that promise this content, lower case, with the dot; may be empty
}

// Containers returns every kind of file that Read can name.
func Containers() []Container {
	kinds := sniff.Kinds()
	out := make([]Container, len(kinds))
	for i, k := range kinds {
		out[i] = describe(k)
	}
	return out
}

// LookupContainer returns the description of the container with that name, and
// false when there is none.
func LookupContainer(name string) (Container, bool) {
	k, ok := sniff.Lookup(sniff.Container(name))
	return describe(k), ok
}

func describe(k sniff.Kind) Container {
	return Container{
		Name: string(k.Name), Title: k.Title, Extensions: k.Extensions,
		Probed: k.Family == sniff.Audio, Media: k.Family != sniff.NotAudio,
	}
}

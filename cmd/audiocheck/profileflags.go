package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/limits"
)

// profileFlags say whose limits hold.
type profileFlags struct {
	profile     string
	profileFile string
}

func (f *profileFlags) register(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.profile, "profile", limits.Default, "whose limits; see 'audiocheck profiles'")
	fl.StringVar(&f.profileFile, "profile-file", "", "limits from your own YAML `file`")
	exclusive(cmd, "profile", "profile-file")
	cmd.RegisterFlagCompletionFunc("profile", fixed(limits.Names()...)) //nolint:errcheck // the flag exists
}

func (f *profileFlags) limits() (limits.Profile, error) {
	if f.profileFile == "" {
		p, err := lookupProfile(f.profile)
		if err != nil {
			return p, usage("--profile: %w", err)
		}
		return p, nil
	}
	p, err := readProfile(f.profileFile)
	if err != nil {
		return p, usage("--profile-file: %w", err)
	}
	return p, nil
}

// lookupProfile is limits.Lookup with a word about no name at all, as an unset
// variable of a shell gives it.
func lookupProfile(name string) (limits.Profile, error) {
	if name == "" {
		return limits.Profile{}, errors.New("the name is empty; 'audiocheck profiles' lists them")
	}
	return limits.Lookup(name)
}

func readProfile(path string) (limits.Profile, error) {
	r, err := os.Open(path)
	if err != nil {
		return limits.Profile{}, err
	}
	defer r.Close()
	p, err := limits.Parse(r)
	if err != nil {
		return p, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

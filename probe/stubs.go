package probe

func probeMP4(j *job) error { return nil }

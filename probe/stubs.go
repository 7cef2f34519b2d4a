package probe

func probeMP4(j *job) error { return nil }
func probeOgg(j *job) error { return nil }

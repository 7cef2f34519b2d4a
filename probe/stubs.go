package probe

func probeRIFF(j *job) error { return nil }
func probeAIFF(j *job) error { return nil }
func probeMPEG(j *job) error { return nil }
func probeADTS(j *job) error { return nil }
func probeMP4(j *job) error  { return nil }
func probeAMR(j *job) error  { return nil }

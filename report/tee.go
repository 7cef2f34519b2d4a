package report

import "errors"

// tee writes the same items to several reports.
type tee []Report

// Tee returns a report that passes everything on to each of reports. Its
// errors are theirs, joined; one that fails does not keep the others from
// being written.
func Tee(reports ...Report) Report {
	if len(reports) == 1 {
		return reports[0]
	}
	return tee(reports)
}

func (t tee) Add(it Item) error {
	var errs []error
	for _, r := range t {
		errs = append(errs, r.Add(it))
	}
	return errors.Join(errs...)
}

func (t tee) Close(s Summary) error {
	var errs []error
	for _, r := range t {
		errs = append(errs, r.Close(s))
	}
	return errors.Join(errs...)
}

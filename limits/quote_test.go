package limits

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/pathname"
)

// hostile are names that a shell or a terminal makes something of.
var hostile = []string{
	"a.mp3", "a b", "it's", `"x" $HOME \n`, "new\nline", "end\n", "\n", "a\n\n", "esc\x1b[31m", "caf\xe9", "-rf", "-\x01", "~", "*",
	"", "%s\x01%d", "a\\\x02'b'", "`id`", "$(id)\x7f", "h\u00fc\u0085", "100%", "a!b", "#a", "\x00c"[1:],
	"nbsp\u00a0x.mp3", "zwj\u200dx", "family\U0001f468\u200d\U0001f469\u200d\U0001f467.mp3", "shy\u00adx", "bom\ufeffx", "\u2028", "private\ue000x",
	"replaced\ufffd", "wide\u3000space", "rtl\u202ex", "unassigned\U000e0080", "log##[error]x", "##[", "###[", "nfd e\u0301",
}

// TestQuote asks every shell that is there what it makes of the quoted names.
func TestQuote(t *testing.T) {
	asked := 0
	for _, shell := range []string{"sh", "dash", "bash", "busybox", "ksh", "zsh"} {
		path, err := exec.LookPath(shell)
		if err != nil {
			continue
		}
		asked++
		args := []string{"-c"}
		if shell == "busybox" {
			args = []string{"sh", "-c"}
		}
		for _, name := range hostile {
			out, err := exec.Command(path, append(args, "printf '%s|' "+Quote(name))...).Output()
			if err != nil || string(out) != name+"|" {
				t.Errorf("%s: %q quoted as %s is %q, %v", shell, name, Quote(name), out, err)
			}
		}
	}
	if asked == 0 {
		t.Skip("no shell to ask")
	}
}

func TestQuotedWordsAreOnePrintableLine(t *testing.T) {
	for _, name := range hostile {
		word := Quote(name)
		if strings.HasSuffix(name, "\n") {
			continue // stands as it is, see Quote
		}
		if !pathname.Shown(word) {
			t.Errorf("%q quoted as %q is not shown as it is", name, word)
		}
	}
}

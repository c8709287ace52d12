#!/usr/bin/env bats
# The manual pages: what they show works.

load lib/common

setup() {
	need_tools elfparse syscallreject allowplan patchapply runimg imgdump
	cd "$BATS_TEST_TMPDIR"
}

@test "the examples of the manual pages work" {
	need_host
	need gcc
	need_sample x86_64/cat
	for page in elfparse.1 syscallreject.1 allowplan.1 patchapply.1 \
	    runimg.1 imgdump.1 loadpipe.7; do
		rm -rf "$page" && mkdir "$page"
		cp "$samples/x86_64/hello" "$samples/x86_64/cat" \
		    "$top/README.md" "$page"
		python - "$top/man/$page" "$page" <<'END'
import re, sys
text = open(sys.argv[1]).read()
text = re.search(r'\n\.Sh EXAMPLES\n(.*?)(\n\.Sh |\Z)', text, re.S)[1]
found = re.findall(r'^\.Bd -literal.*\n((?:.*\n)*?)\.Ed$|^\.Dl (.*)$', text,
                   re.M)
assert found
for n, (block, line) in enumerate(found):
    with open('%s/%d.sh' % (sys.argv[2], n), 'w') as f:
        f.write((block or line + '\n').replace('\\e', '\\'))
END
		for script in "$page"/*.sh; do
			cd "$page"
			limited 0 env PATH="$bin:$PATH" TMPDIR="$BATS_TEST_TMPDIR" \
			    C_INCLUDE_PATH="$top/syslift" \
			    bash -eu -o pipefail "${script#*/}"
			echo "$page: $output"
			cd ..
		done
	done
}

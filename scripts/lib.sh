# Shared by run, test, lint and bench: brings up Odoo, Python and PostgreSQL.
# Sourced, never executed. Everything private to this clone is under DP_HOME.
#
# Environment variables:
#   DP_HOME      private folder (default: .dp in the repository)
#   ODOO_BIN     an Odoo 19 that is already on the machine (its odoo or odoo-bin)
#   ODOO_PYTHON  the Python that runs it (default: the one its first line names)
#   PGHOST, PGPORT, PGUSER, PGPASSWORD  a PostgreSQL that is already there

set -euo pipefail

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
DP_HOME=${DP_HOME:-$REPO/.dp}
mkdir -p "$DP_HOME/stamps"
DP_HOME=$(cd "$DP_HOME" && pwd)
ODOO_ROOT=$DP_HOME/odoo
ODOO_SITE=$ODOO_ROOT/usr/lib/python3/dist-packages
VENV=$DP_HOME/venv
# Anything else in the environment would make Odoo write next to these settings.
unset ODOO_RC

step() { printf '==> %s\n' "$*"; }
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "'$*' needs root: install sudo, or run this as root"
    fi
}

# stamped NAME FILE...: true when the files are those of the last mark_stamp NAME.
stamped() {
    local name=$1
    shift
    [ -e "$DP_HOME/stamps/$name" ] &&
        [ "$(cat "$@" | sha256sum)" = "$(cat "$DP_HOME/stamps/$name")" ]
}
mark_stamp() {
    local name=$1
    shift
    cat "$@" | sha256sum >"$DP_HOME/stamps/$name"
}

# One set-up at a time in one DP_HOME: a second script waits for the first.
setup_lock() {
    exec 8>"$DP_HOME/setup.lock"
    flock 8
}
setup_unlock() { exec 8>&-; }

# --- Debian packages ----------------------------------------------------------

apt_install() {
    local package missing=()
    for package in "$@"; do
        if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
            missing+=("$package")
        fi
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "    this is no Debian: going on, assuming it has ${missing[*]}"
        return 0
    fi
    step "Installing Debian packages: ${missing[*]}"
    as_root apt-get -qq -o DPkg::Lock::Timeout=600 update
    local available=()
    for package in "${missing[@]}"; do
        if apt-cache policy "$package" | grep -q 'Candidate: [^(]'; then
            available+=("$package")
        else
            echo "    $package is not available on this Debian: going on without it"
        fi
    done
    [ ${#available[@]} -gt 0 ] || return 0
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
        -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 \
        install --no-install-recommends "${available[@]}" >"$DP_HOME/apt.log" 2>&1 ||
        { tail -20 "$DP_HOME/apt.log" >&2; fail "apt-get install ${available[*]}"; }
}

# The URI from which this machine gets Debian itself, out of its own sources in
# either format: the entry whose suites name the running release.
debian_uri() {
    local codename
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    find /etc/apt -maxdepth 2 -type f \( -name '*.list' -o -name '*.sources' \) | sort |
        while read -r file; do
            case $file in
            *.sources)
                awk -v suite="$codename" -v RS='' -F'\n' '{
                    uri = ""; found = 0
                    for (i = 1; i <= NF; i++) {
                        n = split($i, word, /[ \t]+/)
                        key = tolower(word[1])
                        if (key == "uris:") uri = word[2]
                        if (key == "suites:")
                            for (j = 2; j <= n; j++) if (word[j] == suite) found = 1
                        if (key == "enabled:" && word[2] == "no") uri = ""
                    }
                    if (uri != "" && found) print uri
                }' "$file"
                ;;
            *)
                awk -v suite="$codename" '$1 == "deb" {
                    sub(/\[[^]]*\]/, "")
                    if ($3 == suite) print $2
                }' "$file"
                ;;
            esac
        done | awk 'NR == 1'
}

# --- Odoo ---------------------------------------------------------------------

# Unpack Debian's odoo-19 and the packages its static files are links into.
# Its dependencies do not install on Debian 12, so it is never installed.
fetch_odoo() {
    local uri codename apt=$DP_HOME/apt debs=$DP_HOME/debs
    uri=$(debian_uri)
    codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
    [ -n "$uri" ] || fail "no Debian mirror in /etc/apt: set ODOO_BIN to an Odoo 19 instead"
    step "Downloading Odoo 19 from Debian unstable (122 MB)"
    rm -rf "$apt" "$debs" "$ODOO_ROOT" "$ODOO_ROOT.new"
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$debs" "$ODOO_ROOT.new"
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg signed=
    [ -e "$keyring" ] && signed="[signed-by=$keyring] "
    printf 'deb %s main\n' "$signed$uri sid" "$signed$uri $codename" >"$apt/sources.list"
    local private=(
        -qq -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache"
        -o APT::Sandbox::User=root -o APT::Get::List-Cleanup=0
    )
    (
        cd "$debs"
        apt-get "${private[@]}" update
        # The icons of this release: the newer package has another layout, which
        # leaves Odoo's links dangling.
        apt-get "${private[@]}" download odoo-19/sid libjs-jquery/sid \
            libjs-jquery-form/sid libjs-underscore/sid fonts-roboto-unhinted/sid \
            fonts-montserrat/sid fonts-inconsolata/sid fonts-ocr-b/sid \
            "fonts-font-awesome/$codename"
    ) || fail "the download of Odoo failed"
    step "Unpacking Odoo 19"
    local deb
    for deb in "$debs"/*.deb; do
        dpkg -x "$deb" "$ODOO_ROOT.new"
    done
    # The package lacks this file; without it the asset bundle logs an error and
    # every browser test fails.
    local lacking=$ODOO_ROOT.new/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation
    mkdir -p "$lacking"
    [ -e "$lacking/selfie_segmentation.js" ] ||
        echo '/* not part of the Debian package */' >"$lacking/selfie_segmentation.js"
    mv "$ODOO_ROOT.new" "$ODOO_ROOT"
    rm -rf "$apt" "$debs"
}

# The Python that a script's first line names.
shebang_python() {
    local words
    read -ra words < <(head -1 "$1" | sed -n 's/^#! *//p')
    case ${words[0]:-} in
    */env) command -v "${words[1]}" ;;
    *) echo "${words[0]:-python3}" ;;
    esac
}

setup_odoo() {
    if [ -n "${ODOO_BIN:-}" ]; then
        [ -e "$ODOO_BIN" ] || fail "ODOO_BIN names no file: $ODOO_BIN"
        PYTHON=${ODOO_PYTHON:-$(shebang_python "$ODOO_BIN")}
        step "Using the Odoo in $ODOO_BIN with $PYTHON"
        export PYTHON ODOO_BIN
        "$PYTHON" -c 'import odoo, qrcode, pint' 2>/dev/null ||
            fail "Odoo's Python lacks packages: $PYTHON -m pip install -r $REPO/requirements.txt"
        return
    fi
    PYTHON=$VENV/bin/python
    if [ ! -e "$ODOO_ROOT/usr/bin/odoo" ]; then
        fetch_odoo
    fi
    if ! stamped venv "$REPO/scripts/odoo-requirements.txt" "$REPO/requirements.txt"; then
        local base=/usr/bin/python3
        [ -x "$VENV/bin/python" ] || "$base" -m venv "$VENV"
        step "Installing Python packages"
        "$VENV/bin/python" -m pip install -q --disable-pip-version-check \
            -r "$REPO/scripts/odoo-requirements.txt" -r "$REPO/requirements.txt" \
            >"$DP_HOME/pip.log" 2>&1 || { tail -20 "$DP_HOME/pip.log" >&2; fail "pip install"; }
        # Odoo is a namespace package in the unpacked tree: this makes it importable.
        echo "$ODOO_SITE" >"$("$VENV/bin/python" -c 'import site; print(site.getsitepackages()[0])')/odoo.pth"
        mark_stamp venv "$REPO/scripts/odoo-requirements.txt" "$REPO/requirements.txt"
    fi
    ODOO_BIN=$ODOO_ROOT/usr/bin/odoo
    export PYTHON ODOO_BIN
}

# --- PostgreSQL ---------------------------------------------------------------

# PostgreSQL refuses to run as root: then the cluster belongs to this account.
PG_ACCOUNT=postgres

as_pg() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && setpriv --reuid="$PG_ACCOUNT" --regid="$PG_ACCOUNT" --init-groups "$@")
    else
        "$@"
    fi
}

# The folder of the private cluster. The account must be able to reach it, which it
# is not below a folder that is closed to others, such as /root.
pg_folder() {
    local folder=$DP_HOME/pg
    if [ "$(id -u)" = 0 ] && ! as_pg test -x "$DP_HOME"; then
        folder=/var/lib/postgresql/double_prevention-$(echo "$DP_HOME" | sha256sum | cut -c1-12)
    fi
    echo "$folder"
}

setup_postgres() {
    if [ -n "${PGHOST:-}" ]; then
        step "Using the PostgreSQL at $PGHOST"
        return
    fi
    local bin folder socket
    bin=$(find /usr/lib/postgresql -path '*/bin/postgres' 2>/dev/null | sort -V | tail -1)
    bin=${bin%/postgres}
    [ -n "$bin" ] || fail "no PostgreSQL server: apt-get install postgresql"
    folder=$(pg_folder)
    socket=$folder/socket
    # A socket's whole path has at most 107 characters.
    if [ ${#socket} -gt 85 ]; then
        socket=/tmp/dp-$(echo "$folder" | sha256sum | cut -c1-12)
    fi
    if [ ! -e "$folder/data/PG_VERSION" ]; then
        step "Creating a private PostgreSQL cluster in $folder"
        rm -rf "$folder"
        mkdir -p "$folder"
        [ "$(id -u)" != 0 ] || chown "$PG_ACCOUNT:" "$folder"
        as_pg "$bin/initdb" -D "$folder/data" --username=odoo --auth=trust \
            --encoding=UTF8 --locale=C.UTF-8 >"$DP_HOME/initdb.log"
        # No network port: only who may enter the socket's folder gets in.
        as_pg tee -a "$folder/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
max_connections = 200
shared_buffers = 512MB
max_wal_size = 4GB
CONF
    fi
    if [ ! -d "$socket" ]; then
        mkdir -p "$socket"
        chmod 700 "$socket"
        [ "$(id -u)" != 0 ] || chown "$PG_ACCOUNT:" "$socket"
    fi
    if ! as_pg "$bin/pg_ctl" -D "$folder/data" status >/dev/null; then
        step "Starting PostgreSQL"
        as_pg "$bin/pg_ctl" -D "$folder/data" -w -t 120 -l "$folder/log" \
            -o "-k '$socket'" start >/dev/null 8>&- </dev/null ||
            { tail "$folder/log" >&2; fail "PostgreSQL does not start: see $folder/log"; }
    fi
    export PGHOST=$socket PGPORT=5432 PGUSER=odoo
}

# --- All together -------------------------------------------------------------

# What a running product needs. Packages of tests and lint come with their scripts.
setup_product() {
    local packages=(ca-certificates wkhtmltopdf fonts-noto-cjk)
    [ -n "${ODOO_BIN:-}" ] || packages+=(python3 python3-venv)
    [ -n "${PGHOST:-}" ] || packages+=(postgresql)
    setup_lock
    apt_install "${packages[@]}"
    setup_odoo
    setup_postgres
    setup_unlock
}

# The technical names of our addons, comma-separated: every folder with a manifest.
our_addons() {
    (cd "$REPO" && find . -mindepth 2 -maxdepth 2 -name __manifest__.py |
        cut -d/ -f2 | sort | paste -sd,)
}

# What tells whether a database is of the present addons: a hash of their files.
sources_hash() {
    (cd "$REPO" && find . -mindepth 2 -maxdepth 2 -name __manifest__.py -printf '%h\0' |
        xargs -0 -I{} find {} -type f ! -name '*.pyc' -print0 | sort -z |
        xargs -0 sha256sum | sha256sum)
}

# odoo_command DB [ARGUMENT...]: the command line of Odoo with our addons, in ODOO_COMMAND.
odoo_command() {
    local db=$1
    shift
    mkdir -p "$DP_HOME/data"
    ODOO_COMMAND=(
        "$PYTHON" "$ODOO_BIN" "--addons-path=$REPO" "--data-dir=$DP_HOME/data"
        "--database=$db" --no-database-list "$@"
    )
}

# sql DB STATEMENT: the rows, one a line, columns separated by tabs.
sql() {
    "$PYTHON" "$REPO/scripts/sql.py" "$@"
}

#!/bin/sh
# Copies the libraries that the programs and libraries FILE... need (and the libraries among FILE) to where a
# relocatable program finds them, together with their licences.
#
#   bundle-libraries.sh PREFIX LIBRARIES LICENCES FILE...     (both folders relative to PREFIX)
#
# Does not copy the C library's parts: they must match the loader and the kernel.
set -eu
libraries=$1/$2
licences=$1/$3
shift 3
mkdir -p "$libraries" "$licences"

c_library='^(linux-vdso|ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util|anl|nss_.*))\.so'

# The copyright file of the package that contains a library. Packages may list it under one of two paths,
# because /lib is a link to /usr/lib.
copy_licence() {
  package=$(dpkg-query -S "$1" 2>/dev/null || dpkg-query -S "/usr$1" 2>/dev/null ||
            dpkg-query -S "${1#/usr}" 2>/dev/null) ||
    { echo "the licence of $1 is not known" >&2; return 1; }
  package=${package%%:*}
  cp -L "/usr/share/doc/$package/copyright" "$licences/$package"
}

copy_library() {
  cp -L "$1" "$libraries/"
  chmod 644 "$libraries/$(basename "$1")"
  copy_licence "$(realpath "$1")"
}

for file in "$@"; do
  case $file in *.so.*) copy_library "$file" ;; esac
  ldd "$file"
done | awk '$2 == "=>" && $3 ~ "^/" { print $1, $3 }' | sort -u | grep -vE "$c_library" |
  while read -r _ path; do copy_library "$path"; done

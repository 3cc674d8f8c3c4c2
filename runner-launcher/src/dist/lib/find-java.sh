# shellcheck shell=sh
# Finds a Java 25; to be sourced by the scripts that start one.

# Prints the home of a Java 25 that has the tool $1 ("java" for any, "javac" for a JDK); fails if there is none.
find_java() {
  for home in "${JAVA_HOME:-}" "$(java_on_path)" \
    /usr/lib/jvm/* /opt/* "${HOME:-}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -x "$home/bin/$1" ] && grep -q '^JAVA_VERSION="25[."]' "$home/release" 2>/dev/null; then
      printf '%s\n' "$home"
      return 0
    fi
  done
  return 1
}

# Prints the home of the java on the PATH, through its symbolic links; nothing if there is none.
java_on_path() {
  if java=$(command -v java); then
    java=$(resolve "$java")
    dirname "$(dirname "$java")"
  fi
}

# Prints the file that the path $1 leads to, through all symbolic links.
resolve() {
  path=$1
  while [ -h "$path" ]; do
    target=$(readlink "$path")
    case $target in
      /*) path=$target ;;
      *) path=$(dirname "$path")/$target ;;
    esac
  done
  printf '%s/%s\n' "$(cd "$(dirname "$path")" && pwd -P)" "$(basename "$path")"
}

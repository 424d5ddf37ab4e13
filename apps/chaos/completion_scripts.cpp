// The scripts do not contain the commands: they ask the program, which answers in milliseconds, so
// they always match the installed version.
#include "completion.h"

namespace chaos::cli {
namespace {

constexpr std::string_view kBash =
    R"script(# bash completion for chaos; written by `chaos completion bash`
_chaos() {
  local cur=${COMP_WORDS[COMP_CWORD]} line word quoted i
  local -a words=()
  # bash splits the line at "=" and ":" as well; the program wants its words whole.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if ((${#words[@]})) && [[ $word =~ ^[=:]+$ || ${words[-1]} == *[=:] ]]; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
  done
  [[ $cur =~ ^[=:]+$ ]] && cur=
  local before=${words[-1]%"$cur"}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) compopt -o default ;;
      :directories) compopt -o dirnames ;;
      *)
        word=${line%%$'\t'*}
        [[ $word == "$before"* ]] || continue
        printf -v quoted %q "${word#"$before"}"
        [[ $quoted == "$cur"* || ${word#"$before"} == "$cur"* ]] && COMPREPLY+=("$quoted")
        ;;
    esac
  done < <("${1/#\~/$HOME}" completion candidates -- "${words[@]}" 2>/dev/null)
}
complete -F _chaos chaos
)script";

constexpr std::string_view kZsh = R"script(#compdef chaos
# zsh completion for chaos; written by `chaos completion zsh`
_chaos() {
  local line word description paths
  local -a candidates shown
  for line in "${(@f)$(${(Q)~words[1]} completion candidates -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      '') ;;
      :*) paths=$line ;;
      *)
        word=${line%%$'\t'*} description=${line#*$'\t'}
        candidates+=("$word")
        shown+=("${(r:26:)word}${description:+ -- $description}")
        ;;
    esac
  done
  local found=1
  (( $#candidates )) && compadd -l -d shown -a candidates && found=0
  [[ -n $paths && ${words[CURRENT]} == --*=* ]] && compset -P '*='
  [[ $paths == :files ]] && _files && found=0
  [[ $paths == :directories ]] && _files -/ && found=0
  return found
}
if [[ ${funcstack[1]} == _chaos ]]; then
  _chaos "$@"
else
  compdef _chaos chaos
fi
)script";

constexpr std::string_view kFish =
    R"script(# fish completion for chaos; written by `chaos completion fish`
function __chaos_paths --description 'The paths that the value in a token may become'
    set -l token (commandline -ct)
    set -l option (string match -r -- '^--[^=]*=' "$token")
    set -l value (string replace -r -- '^--[^=]*=' '' "$token")
    $argv "$value" '' | string replace -r -- '^' "$option"
end

function __chaos_candidates
    set -l words (commandline -opc)
    set -l program (string replace -r '^~' -- $HOME $words[1])
    set -e words[1]
    for line in ($program completion candidates -- $words (commandline -ct | string collect --allow-empty) 2>/dev/null)
        switch $line
            case :files
                __chaos_paths __fish_complete_path
            case :directories
                __chaos_paths __fish_complete_directories
            case '*'
                echo $line
        end
    end
end

complete --command chaos --no-files --arguments '(__chaos_candidates)'
)script";

}  // namespace

std::string_view completion_script(std::string_view shell) {
  if (shell == "bash") return kBash;
  return shell == "zsh" ? kZsh : kFish;
}

}  // namespace chaos::cli

/** The shells that `ic completion` knows. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** One of {@link shells}. */
export type Shell = (typeof shells)[number];

// Each script asks ic what the word at the cursor can become: one candidate a line, a tab, and what it is.
const bash = `# bash completion of ic:  eval "$(ic completion bash)"
_ic_complete() {
  local value description current="\${COMP_WORDS[COMP_CWORD]}"
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
  COMPREPLY=()
  while IFS=$'\\t' read -r value description; do
    case "$current" in
      [\\"\\']*) COMPREPLY+=("$value") ;;
      *) COMPREPLY+=("$(printf '%q' "$value")") ;;
    esac
  done < <(ic completion words "--current=$current" -- "\${words[@]}" 2>/dev/null)
  if [ "\${#COMPREPLY[@]}" -eq 0 ]; then compopt -o default; fi
}
complete -F _ic_complete ic
`;

const zsh = `#compdef ic
# zsh completion of ic, after compinit:  eval "$(ic completion zsh)"
_ic() {
  local -a found
  local line
  for line in "\${(@f)$(ic completion words "--current=\${(Q)words[CURRENT]}" -- "\${(@Q)words[2,CURRENT-1]}" 2>/dev/null)}"; do
    [[ -n "$line" ]] && found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#found} )); then _describe 'ic' found; else _files; fi
}
compdef _ic ic
`;

const fish = `# fish completion of ic:  ic completion fish | source
function __ic_candidates
  set -l words (commandline -opc)
  ic completion words "--current="(commandline -ct) -- $words[2..-1] 2>/dev/null
end
complete -c ic -a '(__ic_candidates)'
`;

const powershell = `# PowerShell completion of ic:  ic completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ic -ScriptBlock {
  param($current, $ast, $position)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $position } |
    ForEach-Object { if ($_.Value) { $_.Value } else { $_.ToString() } })
  ic completion words "--current=$current" -- @words 2>$null | ForEach-Object {
    $value, $description = $_ -split "\`t", 2
    $text = if ($value -match "[\\s'\`"$;&|(){}]") { "'" + ($value -replace "'", "''") + "'" } else { $value }
    if (-not $description) { $description = $value }
    [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $description)
  }
}
`;

/** What a shell has to read so that it completes `ic`. */
export const completionScripts: Readonly<Record<Shell, string>> = Object.freeze({ bash, zsh, fish, powershell });

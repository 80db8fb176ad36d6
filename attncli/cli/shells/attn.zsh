#compdef attn
# Completes the words of `attn` in zsh. In ~/.zshrc, behind compinit:  eval "$(attn completion zsh)"
_attn_complete() {
    local kind='' value about
    local -a values shown open_values open_shown
    {
        IFS= read -r kind
        while IFS=$'\t' read -r value about; do
            if [[ $value == *[=/,[] ]]; then # there is more to come
                open_values+=("$value") open_shown+=("$value")
            else
                values+=("$value") shown+=("$value${about:+  -- $about}")
            fi
        done
    } < <(_ATTN_COMPLETE=zsh "${(Q)words[1]/#\~/$HOME}" "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)
    if [[ $kind == files ]]; then
        _files
        return
    fi
    (( $#open_values )) && compadd -S '' -d open_shown -a -- open_values
    (( $#values )) && compadd -l -d shown -a -- values
    (( $#open_values + $#values ))
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _attn_complete "$@" # the file lies in a folder of fpath, under the name _attn
else
    compdef _attn_complete attn
fi

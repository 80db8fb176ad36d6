# Completes the words of `attn` in bash. In ~/.bashrc:  eval "$(attn completion bash)"
_attn_complete() {
    local kind='' candidate
    COMPREPLY=()
    {
        IFS= read -r kind
        while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done
    } < <(_ATTN_COMPLETE=bash "${1/#\~/$HOME}" "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null </dev/null)
    if [[ $kind == files ]]; then
        compopt -o default 2>/dev/null
    elif [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/,[] ]]; then
        compopt -o nospace 2>/dev/null # there is more to come
    fi
}
complete -F _attn_complete attn

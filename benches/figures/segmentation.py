"""Prints segmentation figures: score.py DATA_DIR (segmentation set, echoes beside it)."""
import json, subprocess, sys
from collections import Counter
DATA='/work/shared/data/segmentation'
BIN='/tmp/sent/target/release/examples/predict'
who=[a for a in sys.argv[1:] if not a.startswith('-')]
show='-v' in sys.argv
def strip(text, spans):
    out=[]; pos=0; acc=0
    b=text.encode()
    def count(x): return sum(not c.isspace() for c in x)
    for s,e in spans:
        acc+=count(b[pos:s].decode()); n=count(b[s:e].decode()); out.append((acc,acc+n)); acc+=n; pos=e
    return out
def gold(text, sents):
    out=[];acc=0
    for s in sents:
        n=sum(not c.isspace() for c in s); out.append((acc,acc+n)); acc+=n
    return [x for x in out if x[1]>x[0]]
def run(path): 
    return [json.loads(l) for l in subprocess.run([BIN,path]+who,capture_output=True,text=True,check=True).stdout.splitlines()]
for name in ('pragmatic','sentencex'):
    docs=[json.loads(l) for l in open(f'{DATA}/{name}.jsonl')]
    pred=run(f'{DATA}/{name}.jsonl')
    t=Counter(); n=Counter()
    for i,(d,p) in enumerate(zip(docs,pred)):
        if not d.get('pure',True) : continue
        ok = strip(d['text'],p['byte_spans'])==gold(d['text'],d['sentences'])
        half='odd' if i%2 else 'even'
        keys=['all','all '+half]
        if d['lang']=='en': keys+=['en','en '+half]
        if d['lang']=='en' and d.get('golden'): keys+=['en golden','en golden '+half]
        if d.get('golden'): keys+=['golden']
        keys.append('lang '+d['lang'])
        for k in keys: n[k]+=1; t[k]+=ok
        if show and not ok and i%2 and (('-x' in sys.argv)==(name=='sentencex')):
            b=d['text'].encode()
            print(d['id'],d['lang'],'G' if d.get('golden') else ''); print('   want',json.dumps(d['sentences'],ensure_ascii=False)[:900]); print('   have',json.dumps([b[s:e].decode() for s,e in p['byte_spans']],ensure_ascii=False)[:900])
    print(name); 
    for k in n: print(f'  {k:18} {t[k]}/{n[k]} = {100*t[k]/n[k]:.1f}%')
docs=[json.loads(l) for l in open(f'{DATA}/../echoes/docs.jsonl')]
pred=run(f'{DATA}/../echoes/docs.jsonl')
for d,p in zip(docs,pred):
    g={tuple(s) if isinstance(s,list) else (s['start'],s['end']) for s in d['sentences']}; m={tuple(s) for s in p['byte_spans']}
    print('echoes',d['id'],len(g),len(m),'agree',len(g&m))
